"""What people at Lanternfish write about each other's work. Every phrase names something that changed."""

from random import Random

from app.cli.lanternfish.shapes import Work
from app.domain import ContributionKind

MANAGER_ON_FIX = (
    "{names}, I looked up how often we had talked about this before “{title}”. We have not needed to since. Thank you.",
    "Thank you, {names}. “{title}” is work that nobody sees, and I should like you to know that I saw it.",
    "{names}: {effect}. That is yours. Thank you.",
    "“{title}” made the last weeks quieter for everybody around {service}. Thank you, {names}.",
    "{names}, thank you for finishing “{title}” while louder things were going on.",
    "I had asked whether {service} would hold this quarter. Because of “{title}” the answer was short. Thank you,"
    " {names}.",
    "Good that it is said, if late: “{title}” has helped us every week since you finished it, {names}.",
    "{names}, new people on {service} start from “{title}” now. Thank you for making the first day easier.",
)
MANAGER_ON_RESPONSE = (
    "{names}, thank you. “{incident}” ended well because you asked what had changed before you touched anything.",
    "Thank you, {names}, for the evening you gave to {service}, and for the notes that came with it.",
    "{names}: {minutes} minutes from the first alert to customers being back. Thank you for the calm in that channel.",
    "“{incident}” could have taken the whole day. It took {minutes} minutes. Thank you, {names}.",
    "{names}, support told me that they knew what to say the whole time. That was your doing. Thank you.",
    "Thank you, {names}. The review of “{incident}” was written about the system and reads like it.",
)
EXECUTIVE = (
    "I read about “{incident}”. Thank you, {names}, for bringing it back and for writing down what you learned.",
    "{names}, customers wrote to thank us for how “{incident}” was handled. Their thanks are yours.",
    "Thank you for the steady work on “{incident}”, {names}.",
)
PEER = (
    "{names}, “{title}” saved me an afternoon this week. Thank you.",
    "I used this for the first time today, and it did what it says. Thank you, {names}.",
    "“{title}”: my favourite change of the month on {service}. Thank you, {names}.",
    "{names}, I was on call on the first night with this in place. I slept. Thank you.",
)
NOMINATION_OF_FIX = (
    "We used to lose an hour a week to this on {service}. Nobody asked for it to be fixed; it was fixed.",
    "I was on call before and after “{title}”. The difference is that there is nothing to tell.",
    "This was three weeks of careful small changes, each of which could be taken back.",
    "Everybody on {service} knew of it. {first} is the one who sat down and did it.",
    "It will not be in any release notes, and it is the reason why our last release was dull.",
    "The review took longer than the change, because it came with measurements and a way back.",
    "I asked {first} a question about {service} and got an answer, a page and a test.",
    "When the load came back in spring, this is what held.",
    "New colleagues on {service} no longer learn this one by getting it wrong.",
    "{first} wrote down what would have happened without it, and it is not a small thing.",
    "I had three tickets open about this. All three are closed, and I did nothing.",
    "{first} did this between two louder projects and told nobody.",
    "The page that explains it is the best page we have on {service}.",
    "I know what this part of {service} looked like before. I should like others to know it too.",
    "It took four attempts, and {first} wrote down why the first three did not work.",
    "Support asked me who did this, because a question they heard daily has stopped.",
    "The old way needed two people and a free evening. The new one needs neither.",
    "I found out that this had changed when I went to change it.",
    "This is the kind of work that we plan every quarter and move every quarter. {first} did not move it.",
    "{first} asked the people who use it first, and it shows.",
    "A small change with a long list of things that no longer happen on {service}.",
    "We measured before and after, and both numbers are in the ticket.",
    "My pull requests on {service} are shorter because of this.",
    "It is the first thing that I show to somebody new.",
    "Nobody was waiting for it, which is why nobody noticed when it came.",
    "“{title}” turned a rule that we had to remember into one that we cannot forget.",
)
NOMINATION_OF_RESPONSE = (
    "They kept the channel calm and wrote down each step, so that the next shift could take over.",
    "The first idea was checked before it was tried. That is why it did not get worse.",
    "Customers had an honest update every fifteen minutes.",
    "It was restored and then looked after until the next morning.",
    "{first} asked what had changed before anybody touched {service}.",
    "The notes of that evening are now how we teach {service} to new people on call.",
    "{first} said early what was not known, and we stopped guessing.",
    "The handover at midnight took five minutes, because everything was written down.",
)


def manager(work: Work, names: str, service: str, chance: Random) -> str:
    if work.kind == ContributionKind.INCIDENT_RESPONSE:
        return _said(chance.choice(MANAGER_ON_RESPONSE), work, names, service)
    phrases = [one for one in MANAGER_ON_FIX if work.effects or "{effect}" not in one]
    return _said(chance.choice(phrases), work, names, service)


def executive(work: Work, names: str, service: str, chance: Random) -> str:
    return _said(chance.choice(EXECUTIVE), work, names, service)


def peer(work: Work, names: str, service: str, chance: Random) -> str:
    return _said(chance.choice(PEER), work, names, service)


def nomination(work: Work, first: str, service: str, turn: int) -> str:
    """Phrases take turns, so that a team does not read the same twice."""
    phrases = NOMINATION_OF_RESPONSE if work.kind == ContributionKind.INCIDENT_RESPONSE else NOMINATION_OF_FIX
    return phrases[turn % len(phrases)].format(first=first, service=service, title=work.title)


def joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _said(phrase: str, work: Work, names: str, service: str) -> str:
    episode = work.links[0][0] if work.links else None
    effect = work.effects[0].sentence if work.effects else ""
    return phrase.format(
        names=names,
        title=work.title,
        service=service,
        effect=effect[:1].lower() + effect[1:],
        incident=episode.title if episode else work.title,
        minutes=episode.minutes if episode else 0,
    )
