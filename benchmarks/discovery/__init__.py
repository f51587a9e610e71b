"""Training and judging the classifier of changes. Development only: nothing of the product imports it.

train.py makes app/discovery/model.json.gz and the card in docs/discovery.md; evaluate.py leaves out one repository
at a time; judge.py compares predictions with labels; collect.py makes the data from clones on this machine.
"""
