// Names and places of invented people. Each culture has its own towns, so that
// most people live where their name would lead one to expect, and some moved.

const split = (text) => text.trim().split(/\s*,\s*/);

const culture = (given, family, places) => ({
	given: split(given),
	family: split(family),
	places: split(places.replace(/\n\s*/g, ' ').replaceAll('; ', ',')).map((place) =>
		place.replaceAll('|', ', '),
	),
});

// In places "|" stands for a comma.
export const CULTURES = {
	german: culture(
		'Lena, Jonas, Mira, Felix, Anke, Torsten, Katrin, Henrik, Svenja, Lukas, Birgit, Matthias, Jürgen, Änne',
		'Vogelsang, Kessler, Brandt, Hartmann, Lindner, Auerbach, Thiele, Köhler, Weiß, Rademacher, Stübing, Ehrlich',
		'Berlin; Berlin|Germany; Munich|Germany; Hamburg; Köln; Leipzig|DE; Wien|Österreich; Zürich|Switzerland; Karlsruhe|Germany',
	),
	english: culture(
		'Alice, Tom, Harriet, Owen, Claire, Neil, Imogen, Rory, Beth, Stuart, Gwen, Duncan, Fiona, Miles',
		'Ashworth, Pemberton, Hollis, Whitlock, Carver, Thackeray, Marsh, Redfern, Ellery, Kingsley, Barlow',
		'London; London|UK; Manchester|England; Edinburgh|Scotland; Bristol|UK; Dublin|Ireland; Cambridge|UK',
	),
	american: culture(
		'Jordan, Casey, Morgan, Avery, Dana, Riley, Quinn, Taylor, Reese, Blake, Devon, Skyler, Hayden',
		'Whitaker, Delgado, Sorensen, McAllister, Brooks, Castellano, Fontaine, Underwood, Grayson, Hollingsworth',
		'San Francisco|CA; New York|NY; Seattle|WA; Austin|Texas; Portland|OR; Boston|MA; Denver|Colorado; Toronto|Canada; Remote (US); SF Bay Area; Brooklyn',
	),
	indian: culture(
		'Ananya, Rohan, Priya, Vikram, Meera, Arjun, Kavya, Siddharth, Nisha, Aditya, Lakshmi, Karthik, Ishaan',
		'Raghavan, Mehta, Iyer, Kulkarni, Bose, Chatterjee, Nair, Deshpande, Banerjee, Venkataraman, Joshi',
		'Bengaluru; Bangalore|India; Hyderabad|India; Pune; Mumbai|India; Chennai; New Delhi|India; Kolkata',
	),
	chinese: culture(
		'Wei, Xiaoming, Yuting, Jianguo, Lihua, Zhihao, Mengyao, Haoran, Siyu, Junjie, Ruoxi',
		'Zhang, Chen, Huang, Zhao, Xu, Guo, Deng, Luo, Jiang, Qiu, Ouyang',
		'Shanghai; Beijing|China; Hangzhou|China; Shenzhen; 北京; 上海; Chengdu|China; Singapore; Taipei|Taiwan',
	),
	japanese: culture(
		'Haruka, Sora, Kenji, Yui, Takumi, Aiko, Daichi, Mio, Ren, Chiyo',
		'Takahashi, Minamoto, Kuroda, Ishikawa, Fujimori, Shirakawa, Asano, Hoshino, Ueda',
		'Tokyo; Tokyo|Japan; Osaka|Japan; Kyoto; 東京; Fukuoka|JP',
	),
	korean: culture(
		'Minjun, Seoyeon, Jihoon, Hayoon, Dohyun, Yuna, Taeyang',
		'Kang, Seo, Yoon, Hwang, Moon, Baek, Ryu',
		'Seoul; Seoul|South Korea; Busan; 서울; Pangyo|Korea',
	),
	french: culture(
		'Élodie, Théo, Camille, Bastien, Océane, Rémi, Apolline, Guillaume, Maëlle, Loïc',
		'Delacroix, Beaumont, Lefèvre, Garnier, Moreau-Petit, Rousselot, Chevallier, Marchand',
		'Paris; Paris|France; Lyon; Toulouse|France; Nantes; Lille|FR; Bruxelles|Belgium; Montréal|Québec',
	),
	spanish: culture(
		'Lucía, Álvaro, Inés, Gonzalo, Ximena, Mateo, Rocío, Joaquín, Paloma, Nicolás',
		'Navarro, Iturralde, Montoya, Villalobos, Echeverría, Peñalosa, Cifuentes, Salvatierra',
		'Madrid; Barcelona|Spain; Valencia; Buenos Aires|Argentina; Ciudad de México; Bogotá|Colombia; Santiago|Chile',
	),
	portuguese: culture(
		'João, Beatriz, Thiago, Mariana, Caio, Letícia, Rafael, Conceição',
		'Albuquerque, Figueiredo, Teixeira, Magalhães, Vasconcelos, Cardoso, Queiroz',
		'São Paulo; Lisbon|Portugal; Porto; Rio de Janeiro|Brasil; Florianópolis; Curitiba|Brazil',
	),
	polish: culture(
		'Zofia, Bartosz, Agnieszka, Wojciech, Kinga, Łukasz, Małgorzata, Piotr',
		'Wiśniewski, Zieliński, Kaczmarek, Dąbrowski, Szymańska, Grabowski, Sikora',
		'Warsaw|Poland; Kraków; Wrocław|Poland; Gdańsk; Warszawa; Poznań|PL',
	),
	czech: culture(
		'Tereza, Vojtěch, Markéta, Jiří, Barbora, Ondřej',
		'Dvořák, Novotný, Procházka, Šimek, Hájková, Černý',
		'Prague|Czech Republic; Brno; Praha; Ostrava|Czechia; Bratislava|Slovakia',
	),
	nordic: culture(
		'Astrid, Lars, Ingrid, Søren, Freya, Mikkel, Saga, Eirik, Åsa, Aino, Väinö',
		'Lindqvist, Hägglund, Østergaard, Nygaard, Bergström, Virtanen, Thorvaldsen, Koskinen',
		'Stockholm|Sweden; Göteborg; Copenhagen|Denmark; Oslo|Norway; Helsinki|Finland; Aarhus; Reykjavík|Iceland',
	),
	dutch: culture(
		'Sanne, Daan, Femke, Joris, Maaike, Thijs, Lotte, Ruben',
		'van der Berg, de Wit, Hoekstra, van Dijk, Bakker, Terpstra, Vermeulen',
		'Amsterdam; Amsterdam|The Netherlands; Utrecht; Rotterdam|NL; Delft; Ghent|Belgium',
	),
	slavic: culture(
		'Anastasia, Dmytro, Oksana, Mykola, Ирина, Алексей, Yevhen, Katerina, Bogdan',
		'Kovalenko, Shevchuk, Morozova, Lysenko, Tkachenko, Соколов, Zakharov, Bondar',
		'Kyiv|Ukraine; Lviv; Kharkiv|Ukraine; Tallinn|Estonia; Belgrade|Serbia; Riga|Latvia; Tbilisi|Georgia',
	),
	turkish: culture(
		'Elif, Emre, Zeynep, Çağlar, İpek, Oğuz, Şebnem, Ilgın',
		'Yıldırım, Karahan, Öztürk, Demirtaş, Aksoy, Gündoğdu',
		'Istanbul; Ankara|Turkey; İzmir; İstanbul|Türkiye',
	),
	arabic: culture(
		'Layla, Omar, Nour, Khalid, Salma, Tariq, Rania, يوسف',
		'Al-Rashidi, Haddad, Mansour, El-Sayed, Khoury, Benali',
		'Cairo|Egypt; Amman; Dubai|UAE; Tunis|Tunisia; Casablanca|Morocco; Beirut',
	),
	african: culture(
		'Chinedu, Adaeze, Kwame, Amara, Thabo, Wanjiru, Olumide, Zanele, Kofi',
		'Okafor, Adeyemi, Mensah, Ndlovu, Kamau, Boateng, Eze, Mwangi',
		'Lagos|Nigeria; Nairobi|Kenya; Accra; Cape Town|South Africa; Kigali|Rwanda; Johannesburg',
	),
	hebrew: culture(
		'Noa, Eitan, Tamar, Yonatan, Shira, Amit',
		'Ben-David, Shapira, Rosen, Mizrahi, Golan',
		'Tel Aviv; Tel Aviv|Israel; Haifa|Israel',
	),
	vietnamese: culture(
		'Linh, Minh, Thảo, Đức, Huyền',
		'Nguyễn, Trần, Phạm, Đặng, Vũ',
		'Hanoi|Vietnam; Ho Chi Minh City; Sài Gòn; Da Nang',
	),
	italian: culture(
		'Giulia, Matteo, Chiara, Lorenzo, Niccolò, Ginevra',
		"Bellandi, Ferraris, Montefiori, Rinaldi, D'Angelo, Zanetti",
		'Milan|Italy; Roma; Torino; Bologna|Italy; Trieste',
	),
};

export const VAGUE_PLACES = [
	'Earth',
	'Remote',
	'Europe',
	'localhost',
	'The Internet',
	'Remote / EU',
	'UTC+1',
	'127.0.0.1',
	'🌍',
	'EU',
	'Worldwide',
	'somewhere over the rainbow',
	'Germany',
	'India',
	'USA',
	'Poland',
	'Bay Area → Berlin',
];

export const COMPANIES = [
	'Lanternworks',
	'@quillmesh',
	'Northwind Ledger',
	'Ferrybyte GmbH',
	'@tidepool-sim',
	'Copperline Systems',
	'Aurelia Data',
	'Brightharbor',
	'Oakfield University',
	'Freelance',
	'freelancer',
	'self-employed',
	'-',
	'Independent',
	'Pinwheel Robotics AB',
	'@orbitalgrain @quillmesh',
	'Sablefox Labs',
	'Student',
	'Institute of Imaginary Computing',
	'Driftwood Payments',
	'Glasswing Telecom',
	'Meridian Freight',
	'ex-Lanternworks',
	'Hollow Tree Software, Inc.',
];

const PLAIN = { ł: 'l', Ł: 'L', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ß: 'ss', ı: 'i', æ: 'ae', ð: 'd' };

/** Lower-case ASCII of a name; what can't be folded is dropped. */
export function fold(text) {
	return text
		.replace(/[łŁøØđĐßıæð]/g, (c) => PLAIN[c])
		.normalize('NFKD')
		.replace(/[^\x20-\x7e]/g, '')
		.toLowerCase();
}
