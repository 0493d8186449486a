"""Invented people's names, from many ways of naming, each drawn at random. Pure Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Naming:
    """One way of naming: given names, the newest first; family names as women and as men bear them."""

    weight: int
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    families: tuple[tuple[str, str], ...]

    def given(self, sex: str, age: float, rng: Random, taken: Sequence[str] = ()) -> str:
        """A given name for somebody of that age that nobody of `taken` in the family has."""
        names = self.girls if sex == "F" else self.boys
        share = len(names) * 2 // 3
        fitting = names[:share] if age < 30 else names[-share:]
        free = [name for name in fitting if name not in taken] or [name for name in names if name not in taken]
        return rng.choice(free or names)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


def _same(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in _words(text))


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((woman, man) for woman, man in (pair.split("/") for pair in _words(text)))


# Of this house's own making, so that nobody takes these families for real ones.
_MADE_UP = _same(
    "Ashwhistle Brackenby Candlestone Dunnowe Fernshaw-Lyle Gorsefold Hobblewick Inkpenny Jessamere Kettlestone "
    "Larkhammer Mossgrave Nettlecroft Otterhaugh Pebblewright Quillfeather Rushbeckle Saltmarshe Thimblethwaite "
    "Underhaye Vetchling Wainscroft Yarrowmere Zelland Applegarthe Bramblecote Cloudsley-Fenn Dovetailor Emberwell "
    "Foxgloam Greywether Hazelmoor Ivyholt Juniperry Kingfishe Lantern-Hay Millraceby Oatsheaf Plumtreeve Sorrelby "
    "Tanglewood-Rae Wrensford"
)
NAMINGS: tuple[Naming, ...] = (
    Naming(
        52,
        _words(
            "Amelia Poppy Freya Daisy Ellie Maisie Scarlett Evie Lacey Willow Ruby Phoebe Martha Nell Ottilie Connie "
            "Holly Chloe Jade Kayleigh Kirsty Gemma Hayley Leanne Stacey Donna Tracey Carol Jean Doreen Maureen Beryl"
        ),
        _words(
            "Alfie Archie Jayden Kian Reggie Toby Rory Finley Bobby Ronnie Ted Albert Stanley Lewis Jake Callum Connor "
            "Liam Ryan Kyle Dean Darren Craig Gareth Wayne Keith Barry Clive Neville Howard Norman Cyril"
        ),
        _MADE_UP,
    ),
    Naming(
        7,
        _words("Zofia Oliwia Hanna Maja Kinga Agnieszka Beata Urszula Wiktoria Aleksandra"),
        _words("Jakub Kacper Szymon Filip Wojciech Tomasz Bartek Mariusz Zbigniew Oskar"),
        _pairs(
            "Jarzębska/Jarzębski Zielonkowska/Zielonkowski Borówkowska/Borówkowski Malinecka/Malinecki "
            "Sowińczak/Sowińczak Dąbkowicz/Dąbkowicz"
        ),
    ),
    Naming(
        8,
        _words("Amina Zara Maryam Noor Hafsa Inaya Saima Shazia Rukhsana Nasreen Fatima_Zahra Khadija"),
        _words(
            "Muhammad_Zayn Mohammed_Ibrahim Yusuf Hamza Bilal Imran Tariq Waqas Zubair Nadeem Muhammad_Haris Idrees"
        ),
        _same("Akhtar Mahmood Hussain Qureshi-Vale Chaudhry Mirzada Siddiqui Ansarpur Rafiq"),
    ),
    Naming(
        6,
        _words("Rahima Shirin Tahmina Farzana Nusrat Sumaiya Jannat Ayesha Hosna"),
        _words("Rafiq Shahid Kamal Tanvir Nazmul Abdul_Karim Sohel Arif Jubair"),
        _pairs("Begum/Miah Khatun/Uddin Begum/Ali Sultana/Rahman Akter/Chowdhury Bibi/Ullah"),
    ),
    Naming(
        5,
        _words("Simran Jasleen Harpreet Manpreet Gurleen Amrit Navneet Balwinder"),
        _words("Arjan Harjot Gurpreet Manjit Jasdeep Amarjit Kuldeep Tejinder"),
        _pairs("Kaur/Singh Kaur_Bansra/Singh_Bansra Kaur_Dhillowar/Singh_Dhillowar Kaur_Sandhera/Singh_Sandhera"),
    ),
    Naming(
        6,
        _words("Adaeze Temitope Folake Abena Efua Ngozi Chiamaka Yewande Akosua Blessing"),
        _words("Chidi Kwabena Oluwaseun Emeka Kofi Tunde Yaw Ikenna Babatunde Prosper"),
        _same("Okonjeme Adebamiro Mensaru Boatemah Eze-Ward Olawunda Asantewood Nwachime"),
    ),
    Naming(
        4,
        _words("Hodan Ifrah Sagal Ubah Nimco Ayaan Fartun"),
        _words("Abdi Guled Liban Warsame Cabdi Mahad Faarax"),
        _same("Abdi_Warsame Guled_Farah Yusuf_Hirsi Nuur_Jama Ali_Diriye"),
    ),
    Naming(
        4,
        _words("Ioana Andreea Larisa Mihaela Bianca Denisa Roxana"),
        _words("Andrei Ionuț Răzvan Cosmin Florin Sorin Matei"),
        _same("Stejărescu Brădeanu Păltinaru Ciocârliu Munteanovici"),
    ),
    Naming(
        3,
        _words("Wing_Yan Ka_Yi Mei_Ling Hoi_Ching Xiaoyu Jia_Hui"),
        _words("Chun_Ho Ka_Ming Tsz_Kit Wei_Jie Haoran Long_Hin"),
        _same("Cheung Au-Yeung Fongley Tsangate Ouyang"),
    ),
    Naming(
        3,
        _words("Beatriz Leonor Inês Matilde Catarina Rosalía"),
        _words("Tiago Gonçalo Duarte Rafael Joaquim Íñigo"),
        _same("Silva_Carvalheira Pereira_do_Vale Nogueira_Pinhal García_Robledal Costa_Ribeirinho"),
    ),
    Naming(
        3,
        _words("Rojin Shilan Layla Hala Yasmin Samar"),
        _words("Karwan Baran Omid Yaser Khalil Rebin"),
        _same("al-Zeytouni Haddadian Rostamkhani Barzinji-Cole El-Sayyadi"),
    ),
    Naming(
        3,
        _words("Shannon Bridget Margaret_Ann Winnie Kathleen Nora_Mae"),
        _words("Jimmy_Joe Paddy Miley Tommy_John Martin_Óg Felix"),
        _same("O'Tharragh McGillowan O'Branlow Connorstown Maughanby"),
    ),
)


def naming(rng: Random) -> Naming:
    """A way of naming, drawn by how many families of the borough have it."""
    return rng.choices(NAMINGS, [one.weight for one in NAMINGS])[0]
