"""States and ratings as tags: always the word, and a colour that only repeats it."""

import re
from enum import Enum

# A colour never says anything the word does not; an unknown word is grey.
_COLOURS = {
    "red": "red overdue missed breached urgent failed bounced undeliverable broken|glass expired deceased",
    "orange": "amber due|soon escalated at|risk",
    "yellow": "waiting paused held awaiting|reply awaiting|decision to|do needs|action on|hold",
    "green": "green met on|time done completed accepted sent delivered made active decided same known|and|open",
    "blue": "new open received screening checking in|progress answered known|and|closed",
    "teal": "loaded current fresh",
    "purple": "sealed restricted protected not|sure",
    "grey": "closed draft cancelled withdrawn not|started no|record|found not|needed different",
}
_COLOUR_OF = {word.replace("|", " "): colour for colour, words in _COLOURS.items() for word in words.split()}


def words_for(value: object) -> str:
    """The words of a state: an enum's `label` if it has one, else its value: "due_soon" is "Due soon"."""
    label = getattr(value, "label", None)
    if isinstance(label, str):
        return label
    text = str(value.value if isinstance(value, Enum) else value)
    if re.fullmatch(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", text):
        text = re.sub(r"[_-]", " ", text)
    return text[:1].upper() + text[1:]


def colour_for(value: object) -> str:
    """The GOV.UK tag colour for a state, from its words or, failing them, its value; grey when there is none."""
    raw = str(value.value if isinstance(value, Enum) else value)
    for text in (words_for(value), raw):
        if colour := _COLOUR_OF.get(re.sub(r"[_-]", " ", text).strip().lower()):
            return colour
    return "grey"
