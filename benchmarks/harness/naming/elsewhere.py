"""Names of Pakistani, Bangladeshi, Punjabi, Nigerian and Arabic families."""

from .stock import RARE_GIVEN, Culture, Stock, made, words

_ASIAN_TAIL = made(
    "Ab Ba Bur Cha Dar Fa Gha Gul Ha Ja Jah Ka Kham La Lo Mah Man Mir Mu Na Niaz Pir Qa Ra Saj Sa Sha Sul Ta Tan Wa "
    "Ya Zah Za",
    ",da,di,fa,ha,ka,la,ma,na,ni,ra,ri,sa,wa",
    "bi dar di far ghar han hani jan kar khel lani lvi mand mi nawi qi rani ri shi ti vi wal wani zai zi",
    "asian",
    9_000,
)
_PUNJABI_TAIL = made(
    "Aul Bad Bhar Bhul Bra Chah Chee Chhin Dha Dhan Dhil Ghu Gre Hun Ja Jha Kah Kal Khai Khang Kul Lal Mal Mann Nij "
    "Pan Poo Rai Ran San Sek Shok Sid Sohal Sum Tha Tut Ubh Vir",
    ",a,i,u,o",
    "akh al der dher er hal han jal kar la lan li lon na ndi nsi ra rah sar shi wal war",
    "punjabi",
    4_000,
)
_NIGERIAN_TAIL = made(
    "Ade Ajo Aki Ala Ani Aro Awo Ayo Bam Chi Chukwu Eke Eme Eze Fa Fola Ige Ife Iro Ko Mba Nna Nwa Nwo Obi Odu Ogu "
    "Oka Oke Oko Ola Olo Olu Ome Onu Onye Opa Osa Oye Sala Tai Udo Ugo Uzo",
    ",ba,bu,di,do,fe,ka,ko,la,li,lu,mi,ni,nu,ra,ru,so,to,wo,ye",
    "bi dele dipe duka emeka fe funmi gbe gun ike jobi kemi kunle kwe lade lowo mide nle nna oha ola peju remi semo "
    "sola tade tayo tola uche wale wo yemi zie",
    "nigerian",
    20_000,
)
_ARABIC_TAIL = made(
    "Al-",
    "Ab,As,Az,Ba,Bak,Da,Dou,Fa,Fay,Gha,Ha,Had,Ham,Ja,Jab,Ka,Kha,Ma,Mas,Na,Naj,Nu,Qa,Qas,Ra,Rub,Sa,Sab,Sha,Sul,Ta,Taw,"
    "Wa,Ya,Za,Zub",
    "awi adi aidi ani ari ati badi bani bawi dani di faji hani iki jri kani lawi li mani mi nani ni qi rani ri sani "
    "shi si tani ti wani yani zi",
    "arabic",
    3_000,
)
PAKISTANI = Culture(
    boys=Stock(
        words(
            "Ali Hassan Hussain Usman Bilal Hamza Imran Zeeshan Adnan Faisal Kamran Asif Tariq Nadeem Shahid Khalid "
            "Javed Rashid Zafar Arif Amir Haris Umar Ibrahim Yusuf Zain Zayn Rayyan Ayaan Mustafa Saad Talha Danish "
            "Fahad Junaid Waqas Naveed Aamir Sajid Abid Shabir Ghulam Mahmood Iqbal Riaz Akram Aslam Anwar Ismail "
            "Haroon Sohail Yasir Qasim Shoaib"
        ),
        RARE_GIVEN,
        0.02,
    ),
    girls=Stock(
        words(
            "Fatima Aisha Zainab Maryam Khadija Ayesha Amina Saima Nadia Sana Hina Farah Shazia Rukhsana Nasreen "
            "Shabana Samina Parveen Yasmin Noreen Robina Kausar Naila Rabia Iqra Aleena Hafsa Sumaira Bushra Uzma "
            "Tahira Zara Aliza Inaya Mehwish Sidra Shaista Nargis Razia Zahra Safia Anisa Mariam Humaira Sadia "
            "Tayyaba Kiran Asma Saira"
        ),
        RARE_GIVEN,
        0.02,
    ),
    families=Stock(
        words(
            "Khan Hussain Ahmed Ali Iqbal Mahmood Malik Akhtar Shah Mirza Butt Chaudhry Qureshi Raja Sheikh Siddiqui "
            "Ansari Rashid Javed Aslam Rafiq Sadiq Yousaf Bashir Zaman Afzal Latif Nawaz Mughal Bhatti Awan Dar "
            "Hashmi Rana Tariq Saleem Shafiq Farooq Hanif Rehman Azam Younis Aziz Riaz Kayani Abbasi"
        ),
        _ASIAN_TAIL,
        0.15,
        1.5,
    ),
    boys_before=(("Muhammad", 0.2), ("Mohammed", 0.12), ("Mohammad", 0.05), ("Syed", 0.02)),
    girls_family=(("Bibi", 0.12), ("Begum", 0.09), ("Akhtar", 0.08), ("Kausar", 0.02)),
    middle=0.2,
    kept_names=0.5,
    called={
        "Muhammad": "Mo", "Mohammed": "Mo", "Zeeshan": "Shani", "Ibrahim": "Ibby", "Fatima": "Fati", "Khadija": "Khadi",
        "Zainab": "Zee", "Maryam": "Mimi", "Mustafa": "Mus", "Rukhsana": "Ruxi", "Yasmin": "Yas Jasmine",
        "Usman": "Uzi",
        "Aisha": "Ash", "Hamza": "Hamz", "Imran": "Immy", "Kamran": "Kami", "Faisal": "Faz",
    },
)  # fmt: skip
BANGLADESHI = Culture(
    boys=Stock(
        words(
            "Abdul Rahim Karim Jamal Kamal Shah Faruk Habib Rafiq Shafiq Anwar Monir Mizan Tarek Sohel Rubel Jahangir "
            "Alamgir Nazrul Aminul Shahidul Rezaul Saiful Tanvir Mahbub Masud Belal Delwar Harun Ruhul Tofayel Nasir "
            "Shamim Sumon Ripon Liton Azizur Fazlul Mujibur Siraj Sayeed Tahmid Yasin Zakir Arif Imran Rakib Fahim"
        )
    ),
    girls=Stock(
        words(
            "Fatema Rahima Shahana Nasima Rina Rehana Salma Taslima Nargis Hasina Rokeya Sufia Jahanara Monowara "
            "Shirin Amena Ayesha Sultana Rumana Farhana Nadia Tahmina Sabina Shamima Ruksana Hena Luthfa Dilara Mina "
            "Nazma Parvin Rabeya Halima Kulsum Moriom Sadia Tania Shefali Lipi Jesmin Afsana Maliha Nusrat Anika"
        )
    ),
    families=Stock(
        words(
            "Miah Ahmed Ali Hussain Rahman Islam Uddin Khan Hoque Choudhury Alam Haque Karim Chowdhury Hossain Ullah "
            "Begum Khatun Akter Sarkar Talukder Bhuiyan Mollah Sikder Mondal Howlader Kabir Rashid Malik Aziz Hasan "
            "Mahmud Quddus Salam Jalil Matin Noor Rob Subhan Latif"
        ),
        _ASIAN_TAIL,
        0.08,
        1.5,
    ),
    boys_before=(("Mohammed", 0.2), ("Md", 0.15), ("Abdul", 0.1), ("Muhammad", 0.08), ("Syed", 0.02)),
    girls_family=(("Begum", 0.32), ("Khatun", 0.12), ("Bibi", 0.06), ("Akter", 0.1), ("Sultana", 0.04)),
    middle=0.15,
    kept_names=0.7,
    called={
        "Mohammed": "Mo", "Fatema": "Fatu", "Jahangir": "Jahan", "Shahana": "Shanu", "Tahmina": "Mina",
        "Shahidul": "Shahid", "Rezaul": "Reza", "Saiful": "Saif", "Nazrul": "Naz", "Jahanara": "Jana",
        "Ruksana": "Ruki", "Aminul": "Amin", "Farhana": "Farah", "Taslima": "Lima", "Shamima": "Shami",
    },
)  # fmt: skip
PUNJABI = Culture(
    boys=Stock(
        words(
            "Harpreet Gurpreet Jaspreet Manpreet Amandeep Sukhdeep Hardeep Jagdeep Mandeep Kuldeep Baljit Ranjit "
            "Harjit Manjit Surjit Daljit Gurdeep Jaswinder Sukhwinder Balwinder Kulwinder Parminder Tejinder Rajinder "
            "Gurmeet Harmeet Jasmeet Navdeep Arjan Jeevan Kiran Karan Ravinder Satnam Avtar Mohan Sohan Balbir Dilbag "
            "Charan Inderjit Lakhbir Nirmal Paramjit Simran Rohan"
        )
    ),
    girls=Stock(
        words(
            "Harpreet Gurpreet Jaspreet Manpreet Amandeep Sukhdeep Hardeep Mandeep Kuldeep Baljit Ranjit Harjit Manjit "
            "Surjit Jaswinder Sukhwinder Balwinder Kulwinder Parminder Simran Kiran Jasleen Harleen Navneet Ravneet "
            "Prabhjot Amrit Satwinder Gurbax Mohinder Surinder Rupinder Narinder Davinder Tejinder Anmol Asha Meera "
            "Nisha Pooja Sunita Anita Rani Jagjit Charanjit"
        )
    ),
    families=Stock(
        words(
            "Singh Gill Sandhu Sidhu Dhillon Grewal Bains Johal Dhaliwal Mann Sahota Uppal Atwal Virdi Kang Bhogal "
            "Chahal Samra Randhawa Brar Basra Purewal Hayer Kalsi Matharu Panesar Saini Rai Dosanjh Kooner Nijjar "
            "Hundal Cheema Aujla Bassi Gosal Sangha Thandi Bhandal Deol Kumar Sharma"
        ),
        _PUNJABI_TAIL,
        0.2,
        2.0,
    ),
    boys_family=(("Singh", 0.35),),
    girls_family=(("Kaur", 0.45),),
    middle=0.0,  # Singh and Kaur are given to nearly everybody: see `person`
    kept_names=0.4,
    called={
        "Harpreet": "Harp Happy", "Gurpreet": "Gurp Gopi", "Jaspreet": "Jas", "Manpreet": "Manny Preet",
        "Amandeep": "Aman", "Sukhdeep": "Sukh", "Sukhwinder": "Sukhi", "Jaswinder": "Jas Jassi", "Balwinder": "Bal",
        "Kulwinder": "Kully", "Parminder": "Pam Pammi", "Rajinder": "Raj", "Ravinder": "Ravi", "Tejinder": "Tej",
        "Mandeep": "Mandy", "Hardeep": "Hardy", "Jagdeep": "Jag", "Surinder": "Surj", "Rupinder": "Rupi",
        "Davinder": "Dav", "Narinder": "Nindy", "Simran": "Sim", "Prabhjot": "Jot", "Paramjit": "Param",
        "Ranjit": "Ran",
    },
)  # fmt: skip
NIGERIAN = Culture(
    boys=Stock(
        words(
            "Oluwaseun Babatunde Chukwuemeka Emeka Tunde Segun Kunle Femi Tobi Ayodele Oluwatobi Olamide Adebayo "
            "Chinedu Chidi Obinna Ifeanyi Ikenna Kelechi Uche Nnamdi Emmanuel David Samuel Daniel Joshua Michael "
            "Joseph Victor Kayode Gbenga Dele Sola Rotimi Oluwaseyi Oladele Ademola Adewale Olumide Temitope Damilola "
            "Ibrahim Musa Sani Abubakar Godwin Sunday Festus Kingsley Efosa Osaze"
        ),
        _NIGERIAN_TAIL,
        0.12,
    ),
    girls=Stock(
        words(
            "Ngozi Chioma Adaeze Amaka Chinyere Ifeoma Nkechi Oluchi Funmilayo Folake Yetunde Bukola Titilayo Temitope "
            "Damilola Oluwatoyin Abimbola Adenike Kehinde Taiwo Blessing Grace Joy Favour Esther Ruth Deborah Mary "
            "Peace Patience Comfort Ifeoluwa Simisola Modupe Omolara Ronke Bolanle Morenike Chiamaka Ebere Uju "
            "Obiageli Adaora Nneka Ogechi Zainab Hauwa Aisha Osas Itohan"
        ),
        _NIGERIAN_TAIL,
        0.12,
    ),
    families=Stock(
        words(
            "Okonkwo Adeyemi Okafor Balogun Eze Ogunleye Adebayo Okeke Ojo Nwosu Obi Afolabi Akinola Oladipo Bello "
            "Mohammed Ibrahim Musa Abubakar Lawal Salami Adeleke Oyelaran Onyekachi Nwachukwu Chukwu Okoye Uzor Igwe "
            "Olawale Ajayi Akande Bankole Coker Dada Fashola Idowu Johnson Williams George Ogbonna Osagie Edosa Peters "
            "Sowande Thomas Udoh Usman Yusuf Ekwueme"
        ),
        _NIGERIAN_TAIL,
        0.6,
        6.0,
    ),
    middle=0.6,
    doubled=0.04,
    kept_names=0.1,
    called={
        "Oluwaseun": "Seun", "Babatunde": "Tunde", "Chukwuemeka": "Emeka", "Oluwatobi": "Tobi", "Ifeoluwa": "Ife",
        "Temitope": "Tope Temi", "Damilola": "Dami", "Funmilayo": "Funmi", "Titilayo": "Titi", "Oluwaseyi": "Seyi",
        "Chinyere": "Chi Chichi", "Emmanuel": "Manny Emma", "Adebayo": "Bayo", "Ayodele": "Ayo Dele", "Olumide": "Olu",
        "Adewale": "Wale", "Yetunde": "Yeti", "Oluwatoyin": "Toyin", "Abimbola": "Bimbo Bola", "Ademola": "Ade Demola",
        "Chiamaka": "Amaka", "Bolanle": "Bola", "Olamide": "Ola Mide", "Ifeanyi": "Ify", "Simisola": "Simi",
        "Samuel": "Sam Sammy", "Victor": "Vic", "Obinna": "Obi", "Ikenna": "Ike", "Kingsley": "King",
    },
)  # fmt: skip
ARABIC = Culture(
    boys=Stock(
        words(
            "Ahmed Mohamed Ali Omar Youssef Ibrahim Hassan Hussein Mustafa Khaled Mahmoud Abdullah Abdulrahman Karim "
            "Tarek Samir Nabil Walid Rami Ziad Fadi Bassam Jamal Kamal Adel Hisham Ayman Sami Faris Saeed Salem Yasser "
            "Zaid Bashar Marwan Nasser Anas Malik Laith Hamza Bilal Amr Hani Majid Munir Suleiman"
        )
    ),
    girls=Stock(
        words(
            "Fatima Mariam Aisha Nour Zeinab Layla Sara Huda Amal Rania Dina Hanan Samira Nadia Khadija Salma Yasmin "
            "Reem Rana Maha Suad Iman Mona Dalia Lina Noura Farah Hala Hiba Jamila Karima Latifa Muna Najwa Rasha "
            "Sawsan Shaima Wafa Zahra Amina Basma Ghada Israa Malak Rahaf Shahd"
        )
    ),
    families=Stock(
        words(
            "Ahmed Mohamed Ali Hassan Ibrahim Hussein Al-Hassan Al-Ali Abdullah Mahmoud Saleh Khalil Al-Sayed Mansour "
            "Haddad Khoury Nasser Al-Masri Hamdan Darwish Al-Najjar Aziz Al-Rashid Salem Said Sulaiman Al-Ahmad "
            "Shaheen Qasim Al-Jabri Farah Osman Omar Yusuf Abdi Warsame Al-Tamimi Hamid Younis Zaki Bakr Sabbagh "
            "Al-Khatib Al-Amin Othman"
        ),
        _ARABIC_TAIL,
        0.35,
        2.0,
    ),
    boys_before=(("Mohamed", 0.12), ("Mohammed", 0.06), ("Abdul", 0.02)),
    middle=0.35,
    kept_names=0.85,
    called={
        "Mohamed": "Mo", "Ibrahim": "Ibby", "Abdulrahman": "Abdul", "Mustafa": "Mus", "Youssef": "Joe", "Suleiman":
        "Suli", "Fatima": "Fati", "Yasmin": "Yas", "Khadija": "Khadi", "Mariam": "Mimi", "Mahmoud": "Moody",
        "Abdullah": "Abdul", "Khaled": "Kal", "Samira": "Sam", "Zeinab": "Zee",
    },
)  # fmt: skip
