"""What people worry about: the words of a concern, what was seen, and what the hub usually makes of it. Pure Python.

Nothing here is copied from anybody's case. `{name}` is whom it is about, `{line}` where, `{adult}` a grown-up there.
"""

from dataclasses import dataclass

from lifecourse.domains.concerns.rules import Outcome, Rating

R, A, G = Rating.RED, Rating.AMBER, Rating.GREEN


@dataclass(frozen=True)
class Theme:
    """A kind of worry. `about`: child, unborn or adult. `levels` are weights of levels 1 to 4, `ratings` of red first.

    `crew`, `public` and `desk` are words as bin crews, neighbours and professionals would write them.
    """

    code: str
    about: str
    crew: tuple[str, ...]
    public: tuple[str, ...]
    desk: tuple[str, ...]
    seen: tuple[str, ...]
    factors: tuple[str, ...]
    ratings: tuple[int, int, int]
    levels: tuple[int, int, int, int]
    reason: str
    brief: str
    purpose: str

    def serious(self) -> Outcome:
        """What level 4 leads to."""
        return Outcome.SECTION_42_ENQUIRY if self.about == "adult" else Outcome.STRATEGY_DISCUSSION

    def assessed(self) -> Outcome:
        """What level 3 leads to."""
        return Outcome.ADULT_CARE_ASSESSMENT if self.about == "adult" else Outcome.CHILD_AND_FAMILY_ASSESSMENT


_FOR_A_CHILD = "To see whether {name} is safe, and which service should help the family."
_FOR_AN_ADULT = "To see whether {name} is safe and has the care they need."
THEMES: tuple[Theme, ...] = (
    Theme(
        "neglect",
        "child",
        (
            "Third week running the bins at {line} are full of takeaway boxes and nappies and the little one is at the "
            "window in the same clothes. No curtains, no carpet that I can see.",
            "Child about {age} at {line} playing out in the rain with no coat or shoes at half seven. Said {name} had "
            "not had any breakfast. Nobody came to the door.",
        ),
        (
            "{name} at {line} is always hungry and asks my kids for food. The house smells and there is rubbish up the "
            "stairs. I do not want to cause trouble but somebody should look.",
            "I am worried about {name} next door. Left in the garden for hours, dirty, and no sign of {adult}.",
        ),
        (
            "{name} has come to school unwashed and hungry on eight days this half term. We have spoken with {adult} "
            "twice; things improve for a few days and then slip. Home visit offered and not taken up.",
            "Missed three health appointments. At the last visit the home was cold, with little food in the "
            "kitchen, and "
            "{name}'s weight has fallen by two centiles.",
        ),
        ("hungry_or_dirty", "home_unsafe"),
        ("16A",),
        (8, 52, 40),
        (10, 42, 38, 10),
        "Repeated signs that basic needs are not met, seen by more than one person.",
        "Please see {name} at {line} and look at food, heating and bedding. Speak with {adult}.",
        _FOR_A_CHILD,
    ),
    Theme(
        "home-alone",
        "child",
        (
            "Collected at {line} at 6.50 this morning. Two small children on their own in the front room, one about "
            "{age} let us see in. They said mum was at work till nine.",
        ),
        (
            "The children at {line} are on their own every evening until late. {name} is only about {age} and "
            "minds the "
            "baby.",
            "Kids crying at {line} again and no adult there. This was about ten at night.",
        ),
        (
            "{name} told their teacher that they put the little ones to bed while {adult} is on nights. There is no "
            "other adult at home on Tuesdays and Thursdays.",
        ),
        ("children_alone",),
        ("16A", "7A"),
        (25, 55, 20),
        (5, 40, 45, 10),
        "A child of that age was alone at night, and has younger ones to mind.",
        "Please visit {line} early in the evening, see who is with the children, and leave word how to reach us.",
        _FOR_A_CHILD,
    ),
    Theme(
        "domestic-abuse",
        "child",
        (
            "Shouting and banging at {line} when we did the round. Woman came out holding her arm, child behind her "
            "crying. Man told us to move on.",
        ),
        (
            "He is shouting at her again at {line}. Things being thrown. There are children in there, {name} is one of "
            "them.",
            "Heard a woman screaming at {line} last night and then a child. The police came last month too.",
        ),
        (
            "{name} drew a picture of dad hitting mum and said “it is when he has the bad beer”. {adult} had a "
            "bruise on "
            "her cheek at drop-off and said she had walked into a door.",
            "Attended {line} following a call. Verbal argument, {adult} visibly upset, {name} present and "
            "silent. Graded "
            "medium. No disclosure.",
        ),
        ("shouting_or_violent", "frightened"),
        ("3A", "3B"),
        (35, 50, 15),
        (3, 25, 50, 22),
        "A child was present at violence, and it is not the first time.",
        "Please speak with {adult} alone and not at {line} if the partner is there. Ask about safety now.",
        _FOR_A_CHILD,
    ),
    Theme(
        "injury",
        "child",
        ("Little lad about {age} at {line} has a burst lip and a mark on his neck. Would not say how.",),
        ("{name} has bruises on both arms that look like fingers. Flinched when {adult} shouted at {line}.",),
        (
            "{name} has a bruise behind the left ear. First said they fell off a scooter, later that {adult} "
            "pulled them. "
            "Body map completed. Parents not yet informed.",
        ),
        ("hurt_or_unwell", "frightened"),
        ("18C",),
        (60, 35, 5),
        (0, 8, 40, 52),
        "An injury whose explanation changed, in a child too young to say more.",
        "Please see {name} today, and do not tell the family who raised this.",
        "To decide whether {name} is suffering significant harm.",
    ),
    Theme(
        "parent-mental-health",
        "child",
        (
            "Woman at {line} sat on the step in her nightie crying, pram beside her. Did not seem to know we "
            "were there.",
        ),
        ("{adult} at {line} has not been out for weeks and told me she cannot go on. {name} does everything.",),
        (
            "{adult} has stopped her medication and cancelled two reviews. {name} is off school to look after "
            "her and is "
            "worried about leaving her.",
        ),
        ("not_coping", "not_seen"),
        ("4B", "7A"),
        (15, 60, 25),
        (8, 45, 40, 7),
        "A parent is unwell and a child carries more than a child should.",
        "Please see {adult} and {name}, and ask what would help at home.",
        _FOR_A_CHILD,
    ),
    Theme(
        "exploitation",
        "child",
        (
            "Different cars outside {line} most mornings, lads of about {age} getting in. One had a new phone "
            "in each hand.",
        ),
        ("{name} is picked up from {line} by men in cars late at night and comes back with new trainers and cash.",),
        (
            "{name} was missing overnight for the fourth time in a month, and was found in another town with two older "
            "males. Has money that cannot be explained, and a second phone.",
        ),
        ("controlled", "comings_and_goings"),
        ("24A", "10A"),
        (45, 45, 10),
        (0, 15, 45, 40),
        "Missing again, with unexplained money and older associates.",
        "Please speak with {name} alone, at school if possible, and ask about the last time away.",
        "To decide whether {name} is being exploited, and by whom.",
    ),
    Theme(
        "self-harm",
        "child",
        (),
        ("My daughter's friend {name} has been cutting herself and says nobody at home cares.",),
        ("{name} disclosed self-harm to the school nurse and said that home feels “like nobody is in”.",),
        ("hurt_or_unwell", "not_coping"),
        ("15A", "4A"),
        (20, 60, 20),
        (4, 50, 38, 8),
        "A young person is hurting themselves and has little support at home.",
        "Please see {name} and agree with them who is told what.",
        _FOR_A_CHILD,
    ),
    Theme(
        "unborn",
        "unborn",
        (),
        ("She is expecting and he is still hitting her, at {line}.",),
        (
            "Booked late, at 26 weeks. {adult} uses heroin most days and missed the last two appointments. Partner "
            "speaks for her.",
        ),
        ("drugs_or_alcohol",),
        ("2B", "3B"),
        (20, 65, 15),
        (0, 20, 55, 25),
        "Drug use and violence in a pregnancy, booked late.",
        "Please see {adult} alone and plan for the birth.",
        "To plan for the safety of a child not yet born.",
    ),
    Theme(
        "self-neglect",
        "adult",
        (
            "Old {name} at {line} has not put a bin out for a month. Post piled up behind the door, curtains "
            "shut, and a "
            "bad smell. Somebody answered but would not open.",
            "Gas and boiler visit at {line}. Rooms full to the ceiling, no path to the bed, {name} is sleeping in a "
            "chair. Mice. No food in the fridge.",
        ),
        (
            "My neighbour {name} at {line} does not wash or eat and the place is full of papers. They say they "
            "are fine "
            "and they are not.",
        ),
        (
            "{name} is losing weight and has sores on both legs. Declines care at home. The house is cluttered to the "
            "ceiling and there is a fire risk. Has capacity for most decisions, we think.",
        ),
        ("not_coping", "home_unsafe", "not_seen"),
        (),
        (10, 50, 40),
        (10, 40, 38, 12),
        "Self-neglect that has grown worse, with a risk of fire.",
        "Please visit {name} at {line}: food, heating, smoke alarms, and whether they would take help.",
        _FOR_AN_ADULT,
    ),
    Theme(
        "confused",
        "adult",
        ("{name} from {line} was out in slippers at six in the morning asking us for the tram. There is no tram.",),
        ("{name} knocks at all hours and does not know what day it is. The gas was on again yesterday at {line}.",),
        ("{name} was brought home twice this week by passers-by. Daughter lives away. Medicines untaken since May.",),
        ("not_coping",),
        (),
        (15, 55, 30),
        (8, 45, 42, 5),
        "Confused, out at night, and a danger to themselves with gas.",
        "Please see {name} at {line} and look at the cooker, the door and the medicines.",
        _FOR_AN_ADULT,
    ),
    Theme(
        "money",
        "adult",
        ("Young fella at {line} going through the old boy's wallet on the step. {name} looked scared of him.",),
        ("{name}'s grandson has moved in at {line} and has the bank card. {name} asked me to lend a loaf.",),
        ("£2,300 left {name}'s account in three weeks. A “friend” is at every visit and answers for them.",),
        ("controlled", "frightened"),
        (),
        (12, 60, 28),
        (2, 28, 45, 25),
        "Money is taken by somebody who does not let them speak.",
        "Please see {name} alone, and ask who has the card.",
        _FOR_AN_ADULT,
    ),
    Theme(
        "cuckooing",
        "adult",
        ("Flat at {line}: door hanging off, five or six lads in and out, {name} sat outside in the cold.",),
        ("Strangers have taken over {name}'s flat at {line}. People come to the window all night.",),
        ("{name} has not been seen at groups for three weeks. At {line} two men answered and said {name} had moved.",),
        ("comings_and_goings", "controlled", "drugs_or_alcohol"),
        (),
        (40, 48, 12),
        (0, 15, 45, 40),
        "A home taken over by others, and the tenant not seen.",
        "Go with the police. See {name}, in person and alone.",
        "To find {name} and see whether others have taken over the home.",
    ),
    Theme(
        "adult-abuse",
        "adult",
        ("{name} at {line} had two black eyes and said she fell. Same as last month.",),
        ("He does not let her out, at {line}. She passed me a note over the fence.",),
        ("{name} told our worker that their partner holds the phone and the medication. Afraid to go home.",),
        ("shouting_or_violent", "controlled"),
        (),
        (38, 50, 12),
        (0, 22, 45, 33),
        "Violence and control by a partner; afraid to go home.",
        "Call only on the safe number. Do not visit {line}.",
        _FOR_AN_ADULT,
    ),
)
BY_CODE = {theme.code: theme for theme in THEMES}
