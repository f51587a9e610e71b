"""THE DEMO COMPANY: Lanternfish, invented as data, laid out in time and loaded with the product's own deeds.

Everybody and everything here is made up. One seed gives the same rows again; a removal leaves none of them.
Never here: a person or a company that exists, a row that real people could not have made, a hand-made edition.
"""
