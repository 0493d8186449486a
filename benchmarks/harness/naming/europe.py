"""Names of English, Irish and Scottish, and Polish families."""

from .stock import RARE_GIVEN, Culture, Stock, made, words

_ENGLISH_TAIL = made(
    "Ash Bar Black Brad Brook Buck Burn Clay Cole Crow Dan Dray East Ed Fair Fen Garn Gold Hal Har Hather Haw Hol Hux "
    "Ken Kirk Lang Lin Lock Mar Med Nor Oak Pem Pick Quar Rad Rams Rush Sal Shel Stan Swin Tat Thorn Tren Up Wain Wal "
    "Wel Whit Wick Wood Wyn Yax",
    ",e,en,er,ing,y,a",
    "bourne bury by cott combe croft den field ford gate ham hurst land ley low man mere more ridge sett shaw stead "
    "ston stone thorpe ton try wall ward water way well wick worth",
    "english",
)
_IRISH_TAIL = made(
    "Mc Mac O'",
    "Al,Bar,Bren,Cal,Car,Clos,Corm,Cra,Dev,Don,Dool,Fad,Far,Fin,Gar,Gil,Gin,Hal,Ker,Kin,Lar,Lou,Mal,Mur,Nal,Quil,Rea,"
    "Ror,Shan,Shea,Tag,Tier,Var",
    "ley nan nagh gan mick ty key lin ney don dy ron ghey sey van tle nell roy vy ster ton vin",
    "irish",
)
_POLISH_TAIL = made(
    "Adam Bara Biel Boro Brzo Bud Ceg Chmie Cza Dab Dom Dro Dud Fal Gaw Gle Goł Grab Jab Jan Jas Kal Kam Kar Kas Klim "
    "Kow Kra Krzy Kub Lew Lip Łuk Maj Mal Mar Mich Mro Nied Olsz Ost Paw Piet Pio Rad Rog Rut Sad Siko Sob Staw Szcz "
    "Szym Tom Urb Wal War Wie Wil Woj Wron Zab Zale Ziel Żak Żur",
    ",a,e,o,i",
    "czyk czak kiewicz lak lik nik rek rowicz siak sik szek wicz cki dzki ński ski wski",
    "polish",
)
ENGLISH = Culture(
    boys=Stock(
        words(
            "Oliver George Arthur Harry Jack Thomas James William David John Michael Paul Daniel Matthew Joshua Joseph "
            "Samuel Benjamin Alexander Edward Charlie Jacob Noah Leo Alfie Henry Oscar Archie Ethan Luke Adam Ryan "
            "Liam Callum Nathan Aaron Robert Richard Peter Stephen Andrew Mark Christopher Anthony Kevin Simon Philip "
            "Ian Alan Brian Keith Graham Derek Ronald Kenneth Gary Stuart Jason Darren Lee Craig Carl Wayne Dean Scott "
            "Jordan Connor Kieran Bradley Toby Reuben Finley Mason Logan Theodore Frederick Albert Ernest Jayden "
            "Hayden Stanley Walter Leonard Dennis Geoffrey Raymond Roger Trevor Nigel Barry Jeremy Hugo Rupert Jude"
        ),
        RARE_GIVEN,
        0.05,
    ),
    girls=Stock(
        words(
            "Olivia Amelia Emily Isla Ava Jessica Sophie Sophia Charlotte Grace Emma Chloe Lily Ella Mia Ruby Evie "
            "Poppy Freya Daisy Alice Phoebe Florence Elizabeth Catherine Margaret Susan Sarah Karen Julie Helen Jane "
            "Anne Mary Patricia Christine Jacqueline Deborah Tracey Sharon Michelle Nicola Lisa Claire Amanda Joanne "
            "Samantha Rebecca Rachel Laura Gemma Hannah Lauren Bethany Megan Holly Abigail Eleanor Georgia Molly Lucy "
            "Katie Amy Bella Rosie Matilda Harriet Imogen Isabella Zoe Natasha Kimberley Stacey Kelly Leanne Dorothy "
            "Joan Doris Edna Hilda Vera Irene Sheila Maureen Brenda Pauline Judith Gillian Jennifer Victoria Alexandra "
            "Josephine Frances Rosemary Penelope Tia Skye Willow Ivy Elsie"
        ),
        RARE_GIVEN,
        0.05,
    ),
    families=Stock(
        words(
            "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White "
            "Roberts Green Hall Wood Jackson Clarke Hughes Edwards Lewis Harris Martin Cooper Hill Ward Turner Moore "
            "Morris King Watson Baker Harrison Morgan Allen James Scott Lee Phillips Parker Bennett Young Cook Shaw "
            "Carter Richardson Bailey Collins Bell Mitchell Price Cox Marshall Miller Richards Ellis Simpson Adams "
            "Webb Rogers Chapman Mason Palmer Hunt Holmes Mills Barnes Knight Lloyd Matthews Butler Barker Stevens "
            "Russell Dixon Harvey Fletcher Pearson Fisher Andrews Elliott Howard Saunders Payne Fox Ford West Day "
            "Lawrence Gibson Atkinson Cole Dawson Walsh Armstrong Burton Spencer Newman Hart Booth Pearce Bradley"
        ),
        _ENGLISH_TAIL,
        0.5,
        8.0,
    ),
    middle=0.55,
    doubled=0.05,
    kept_names=0.15,
    called={
        "Oliver": "Ollie", "Thomas": "Tom Tommy", "James": "Jim Jamie Jimmy", "William": "Bill Will Billy Liam",
        "David": "Dave", "Michael": "Mike Mick", "Daniel": "Dan Danny", "Matthew": "Matt", "Joshua": "Josh",
        "Joseph": "Joe Joey", "Samuel": "Sam", "Benjamin": "Ben Benji", "Alexander": "Alex Xander Sandy",
        "Edward": "Ed Ted Eddie Ned", "Jacob": "Jake", "Robert": "Bob Rob Bobby", "Richard": "Rick Dick Rich",
        "Stephen": "Steve", "Andrew": "Andy Drew", "Christopher": "Chris Kit", "Anthony": "Tony", "Philip": "Phil",
        "Kenneth": "Ken", "Nathan": "Nate", "Frederick": "Fred Freddie", "Albert": "Bert Al", "Leonard": "Len Lenny",
        "Geoffrey": "Geoff", "Raymond": "Ray", "Theodore": "Theo Teddy", "Archie": "Arch", "Henry": "Harry Hal",
        "Catherine": "Kate Katie Cathy Katy", "Margaret": "Maggie Peggy Meg", "Susan": "Sue", "Elizabeth": "Liz Beth "
        "Betty Lizzie", "Jessica": "Jess", "Sophie": "Soph", "Charlotte": "Charlie Lottie", "Patricia": "Pat Tricia",
        "Christine": "Chris Tina", "Jacqueline": "Jackie", "Deborah": "Debbie Deb", "Michelle": "Shelly",
        "Nicola": "Nicky Nikki", "Amanda": "Mandy", "Joanne": "Jo", "Samantha": "Sam Sammy", "Rebecca": "Becky Becca",
        "Rachel": "Rach", "Bethany": "Beth", "Abigail": "Abby", "Eleanor": "Ellie Nell Nora", "Isabella": "Bella Izzy",
        "Natasha": "Tasha", "Kimberley": "Kim", "Gillian": "Gill", "Jennifer": "Jenny Jen", "Victoria": "Vicky Tori",
        "Alexandra": "Alex Sandra Lexi", "Josephine": "Jo Josie", "Frances": "Fran", "Penelope": "Penny",
        "Harriet": "Hattie", "Florence": "Flo Flossie", "Emily": "Em Emmy", "Dorothy": "Dot Dolly", "Matilda": "Tilly",
        "Judith": "Judy", "Imogen": "Immy", "Amelia": "Millie Amy", "Jordan": "Jordy", "Ronald": "Ron", "Peter": "Pete",
    },
)  # fmt: skip
IRISH = Culture(
    boys=Stock(
        words(
            "Sean Patrick Conor James Liam Declan Kieran Brendan Aidan Eoin Cian Oisin Fionn Ronan Padraig Seamus "
            "Michael John Thomas Kevin Brian Dermot Colm Niall Donal Fergus Gerard Eamon Cormac Darragh Cathal Rory "
            "Callum Hamish Angus Duncan Alasdair Ewan Fraser Gregor Iain Malcolm Murray Struan Lachlan Cameron Finlay "
            "Blair Craig Gordon Kenneth Archibald Tadhg Ruairi Diarmuid Lorcan"
        ),
        RARE_GIVEN,
        0.04,
    ),
    girls=Stock(
        words(
            "Mary Aoife Siobhan Niamh Ciara Saoirse Roisin Orla Caoimhe Sinead Bridget Maeve Grainne Aisling Eileen "
            "Kathleen Maureen Nuala Deirdre Fionnuala Bernadette Margaret Catherine Anne Clodagh Eimear Sorcha Una "
            "Fiona Isla Eilidh Mairi Morag Catriona Shona Ailsa Kirsty Heather Iona Rhona Elspeth Jean Agnes Lorna "
            "Mhairi Skye Islay Marion Oonagh Aine Cliona Muireann"
        ),
        RARE_GIVEN,
        0.04,
    ),
    families=Stock(
        words(
            "Murphy Kelly O'Brien Walsh O'Sullivan Ryan Byrne O'Connor Doyle McCarthy Gallagher Doherty Kennedy Lynch "
            "Murray Quinn McLaughlin Moore Campbell Stewart MacDonald Robertson Thomson Anderson Reid Ross Murray "
            "Graham Fraser Hamilton Johnston McKenzie Ferguson Henderson Morrison Cameron Gordon McMillan Sinclair "
            "Sutherland Wallace Burns Boyle Brennan Burke Carroll Casey Clancy Collins Connolly Conway Daly Dempsey "
            "Dolan Donnelly Duffy Dunne Farrell Fitzgerald Flanagan Flynn Foley Hayes Healy Higgins Hogan Hughes "
            "Keane Kenny Keogh Lenehan Maguire Maher Martin McDermott McGrath McGuinness McMahon McNamara Molloy "
            "Moran Mulligan Nolan O'Callaghan O'Donnell O'Keeffe O'Leary O'Neill O'Reilly O'Rourke O'Shea Power Regan "
            "Rooney Sheehan Sweeney Tierney Whelan"
        ),
        _IRISH_TAIL,
        0.3,
        10.0,
    ),
    middle=0.45,
    doubled=0.03,
    kept_names=0.15,
    called={
        "Patrick": "Paddy Pat", "Kathleen": "Kath Kathy", "Margaret": "Maggie Peggy", "Bridget": "Bridie Biddy",
        "Bernadette": "Bernie", "Michael": "Mick Mike", "James": "Jim Jamie", "Kenneth": "Kenny", "Gerard": "Ger Gerry",
        "Catherine": "Kate Cathy", "Thomas": "Tommy Tom", "Cameron": "Cam", "Donal": "Don", "Brendan": "Bren",
        "Fionnuala": "Nuala", "Siobhan": "Shiv", "Catriona": "Trina Cat", "Archibald": "Archie", "Seamus": "Shay",
        "Padraig": "Paudie", "Deirdre": "Dee", "Maureen": "Mo", "Eileen": "Ellie", "Sinead": "Nead", "Angus": "Gus",
        "John": "Jack Johnny", "Declan": "Dec", "Kieran": "Kier", "Diarmuid": "Dermot", "Agnes": "Aggie Nessie",
    },
)  # fmt: skip
POLISH = Culture(
    boys=Stock(
        words(
            "Jakub Piotr Krzysztof Andrzej Tomasz Paweł Marcin Michał Grzegorz Adam Łukasz Mateusz Kamil Dawid Marek "
            "Jan Wojciech Rafał Jacek Robert Dariusz Mariusz Maciej Szymon Filip Kacper Antoni Aleksander Bartosz "
            "Dominik Sebastian Artur Przemysław Sławomir Zbigniew Stanisław Jerzy Henryk Ryszard Oskar Igor Oliwier "
            "Wiktor Mikołaj Franciszek Konrad Damian Patryk Adrian Norbert"
        )
    ),
    girls=Stock(
        words(
            "Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Magdalena Elżbieta Joanna Monika Aleksandra Zuzanna Julia "
            "Maja Zofia Hanna Oliwia Natalia Wiktoria Karolina Paulina Marta Dorota Beata Iwona Justyna Aneta Renata "
            "Teresa Krystyna Danuta Grażyna Jolanta Sylwia Patrycja Kinga Weronika Amelia Lena Alicja Emilia Gabriela "
            "Milena Izabela Kornelia Nikola Laura Martyna Urszula Bożena"
        )
    ),
    families=Stock(
        words(
            "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski "
            "Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając "
            "Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski "
            "Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak Sikora Baran Rutkowski Michalak Szewczyk "
            "Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski"
        ),
        _POLISH_TAIL,
        0.65,
        6.0,
    ),
    middle=0.25,
    kept_names=0.1,
    called={
        "Jakub": "Kuba", "Piotr": "Piotrek Peter", "Krzysztof": "Krzysiek Chris", "Andrzej": "Andy", "Tomasz": "Tomek "
        "Tom", "Michał": "Mike Michael", "Katarzyna": "Kasia Kate", "Małgorzata": "Gosia Margaret", "Agnieszka": "Aga",
        "Barbara": "Basia", "Magdalena": "Magda", "Elżbieta": "Ela", "Joanna": "Asia Jo", "Aleksandra": "Ola",
        "Zuzanna": "Zuzia", "Zofia": "Zosia Sophie", "Anna": "Ania", "Wojciech": "Wojtek", "Stanisław": "Staszek",
        "Aleksander": "Olek Alex", "Grzegorz": "Greg", "Łukasz": "Lucas", "Mateusz": "Matt", "Jan": "Janek",
        "Małgorzat": "Gosia", "Wiktoria": "Vicky", "Natalia": "Nat", "Karolina": "Karo", "Dominik": "Dom",
    },
)  # fmt: skip
