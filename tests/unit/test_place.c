#include "base/clock.h"
#include "base/str.h"
#include "config/place.h"
#include "config/place_internal.h"
#include "tests/unit/config_fixture.h"

static struct places *shipped;

static int
setup(void **state)
{
	(void)state;
	return places_read("config/places.yaml", &shipped, NULL);
}

static int
teardown(void **state)
{
	(void)state;
	places_free(shipped);
	return 0;
}

/* What people write, the place meant by it, and whether they work remotely. */
static const struct {
	const char *text;
	const char *place; /* NULL: none */
	bool is_remote;
} texts[] = {
	/* clang-format off */
	{ "Berlin", "Berlin", false },
	{ "Berlin, Germany", "Berlin", false },
	{ "Germany, Berlin", "Berlin", false },
	{ "berlin", "Berlin", false },
	{ "BERLIN, GERMANY", "Berlin", false },
	{ "München", "Munich", false },
	{ "Munich, Bavaria, Germany", "Munich", false },
	{ "Muenchen", "Munich", false },
	{ "SF Bay Area", "San Francisco Bay Area", false },
	{ "San Francisco, CA", "San Francisco", false },
	{ "San Francisco", "San Francisco", false },
	{ "SF", "San Francisco", false },
	{ "NYC", "New York", false },
	{ "New York", "New York", false },
	{ "New York, NY", "New York", false },
	{ "New York, USA", "New York", false },
	{ "Brooklyn, NY", "New York", false },
	{ "Bangalore", "Bengaluru", false },
	{ "Bengaluru, India", "Bengaluru", false },
	{ "Bangalore, IN", "Bengaluru", false },
	{ "Portland, OR", "Portland", false },
	{ "Portland, Oregon", "Portland", false },
	{ "Portland, ME", "Portland (Maine)", false },
	{ "portland, or", "Portland", false },
	{ "PORTLAND OR", "Portland", false },
	{ "CA", "North America", false },
	{ "Toronto, CA", "Toronto", false },
	{ "San Jose, CA", "San Jose", false },
	{ "Toronto, ON, Canada", "Toronto", false },
	{ "London", "London", false },
	{ "London, UK", "London", false },
	{ "London, Ontario", "London (Ontario)", false },
	{ "London, ON", "London (Ontario)", false },
	{ "Paris, TX", "Texas", false },
	{ "Paris, France", "Paris", false },
	{ "Paris", "Paris", false },
	{ "Cambridge", "Cambridge", false },
	{ "Cambridge, MA", "Cambridge (Massachusetts)", false },
	{ "Cambridge, UK", "Cambridge", false },
	{ "Washington", "United States", false },
	{ "Washington, DC", "Washington DC", false },
	{ "Washington, D.C.", "Washington DC", false },
	{ "Seattle, Washington", "Seattle", false },
	{ "Seattle, WA", "Seattle", false },
	{ "Georgia", NULL, false },
	{ "Atlanta, Georgia", "Atlanta", false },
	{ "Atlanta, GA", "Atlanta", false },
	{ "Tbilisi, Georgia", "Tbilisi", false },
	{ "Remote", NULL, true },
	{ "Remote, EU", "European Union", true },
	{ "Remote (Europe)", "Europe", true },
	{ "EU", "European Union", false },
	{ "Europe", "Europe", false },
	{ "Earth", NULL, false },
	{ "the moon", NULL, false },
	{ "127.0.0.1", NULL, false },
	{ "/dev/null", NULL, false },
	{ "localhost", NULL, false },
	{ "~", NULL, false },
	{ "Internet", NULL, false },
	{ "Everywhere", NULL, true },
	{ "Worldwide", NULL, true },
	{ "Home", NULL, false },
	{ "In your heart", NULL, false },
	{ "somewhere over the rainbow", NULL, false },
	{ "🇩🇪", "Germany", false },
	{ "🇩🇪 Berlin", "Berlin", false },
	{ "Berlin 🇩🇪", "Berlin", false },
	{ "日本", "Japan", false },
	{ "東京都渋谷区", "Tokyo", false },
	{ "Tokyo, Japan", "Tokyo", false },
	{ "東京", "Tokyo", false },
	{ "中国 上海", "Shanghai", false },
	{ "中国上海", "Shanghai", false },
	{ "Shanghai, China", "Shanghai", false },
	{ "Beijing", "Beijing", false },
	{ "北京市朝阳区", "Beijing", false },
	{ "서울", "Seoul", false },
	{ "대한민국 서울", "Seoul", false },
	{ "Москва", "Moscow", false },
	{ "Россия, Москва", "Moscow", false },
	{ "Санкт-Петербург", "Saint Petersburg", false },
	{ "Київ, Україна", "Kyiv", false },
	{ "Kyiv, Ukraine", "Kyiv", false },
	{ "Kiev", "Kyiv", false },
	{ "Lviv", "Lviv", false },
	{ "São Paulo, Brazil", "São Paulo", false },
	{ "São Paulo - SP", "São Paulo", false },
	{ "Sao Paulo, SP, Brasil", "São Paulo", false },
	{ "Rio de Janeiro, RJ", "Rio de Janeiro", false },
	{ "Belo Horizonte, MG", "Belo Horizonte", false },
	{ "Brasil", "Brazil", false },
	{ "Buenos Aires, Argentina", "Buenos Aires", false },
	{ "Córdoba, Argentina", "Córdoba (Argentina)", false },
	{ "Córdoba", NULL, false },
	{ "Mexico City", "Mexico City", false },
	{ "CDMX, México", "Mexico City", false },
	{ "Ciudad de México", "Mexico City", false },
	{ "Santiago, Chile", "Santiago", false },
	{ "Bogotá, Colombia", "Bogotá", false },
	{ "Zürich", "Zürich", false },
	{ "Zurich, Switzerland", "Zürich", false },
	{ "Zürich / Berlin", "Zürich", false },
	{ "Geneva, CH", "Geneva", false },
	{ "Amsterdam, NL", "Amsterdam", false },
	{ "The Netherlands", "Netherlands", false },
	{ "Den Haag", "The Hague", false },
	{ "Vienna, Austria", "Vienna", false },
	{ "Vienna, VA", "Vienna (Virginia)", false },
	{ "Wien", "Vienna", false },
	{ "Warszawa", "Warsaw", false },
	{ "Kraków, Poland", "Kraków", false },
	{ "Cracow", "Kraków", false },
	{ "Wroclaw, Polska", "Wrocław", false },
	{ "Prague, Czech Republic", "Prague", false },
	{ "Brno, CZ", "Brno", false },
	{ "Lisboa", "Lisbon", false },
	{ "Porto, Portugal", "Porto", false },
	{ "Nice", "Nice", false },
	{ "Nice place", NULL, false },
	{ "Nice, France", "Nice", false },
	{ "Split, Croatia", "Split", false },
	{ "Split", "Split", false },
	{ "in Go we trust", NULL, false },
	{ "IT Consultant", NULL, false },
	{ "Somewhere in IT", NULL, false },
	{ "Milky Way", NULL, false },
	{ "Mars", NULL, false },
	{ "Planet Earth", NULL, false },
	{ "Universe", NULL, false },
	{ "Hyderabad, India", "Hyderabad", false },
	{ "Hyderabad, Pakistan", "Hyderabad (Pakistan)", false },
	{ "Hyderabad", "Hyderabad", false },
	{ "Hyderabad, Telangana, India", "Hyderabad", false },
	{ "Gurgaon, Haryana", "Gurugram", false },
	{ "New Delhi", "Delhi", false },
	{ "Noida, UP", "Noida", false },
	{ "Chennai, Tamil Nadu", "Chennai", false },
	{ "Kochi, Kerala", "Kochi", false },
	{ "Lagos, Nigeria", "Lagos", false },
	{ "Nairobi", "Nairobi", false },
	{ "Cape Town, South Africa", "Cape Town", false },
	{ "Cairo, Egypt", "Cairo", false },
	{ "Tel Aviv", "Tel Aviv", false },
	{ "Tel-Aviv, Israel", "Tel Aviv", false },
	{ "Israel", "Israel", false },
	{ "IL", NULL, false },
	{ "Chicago, IL", "Chicago", false },
	{ "Istanbul, Turkey", "Istanbul", false },
	{ "İstanbul", "Istanbul", false },
	{ "Türkiye", "Turkey", false },
	{ "Tehran, Iran", "Tehran", false },
	{ "Dubai, UAE", "Dubai", false },
	{ "Singapore", "Singapore", false },
	{ "SG", "Singapore", false },
	{ "Sydney, Australia", "Sydney", false },
	{ "Sydney, NSW", "Sydney", false },
	{ "Melbourne, VIC, Australia", "Melbourne", false },
	{ "Melbourne", "Melbourne", false },
	{ "Perth, WA", "Perth", false },
	{ "Auckland, NZ", "Auckland", false },
	{ "New Zealand", "New Zealand", false },
	{ "Vancouver, BC", "Vancouver", false },
	{ "Vancouver", "Vancouver", false },
	{ "Montréal, QC", "Montreal", false },
	{ "Montreal, Quebec, Canada", "Montreal", false },
	{ "USA", "United States", false },
	{ "us", "United States", false },
	{ "United States", "United States", false },
	{ "Austin, Texas", "Austin", false },
	{ "austin tx", "Austin", false },
	{ "Austin TX", "Austin", false },
	{ "ATX", "Austin", false },
	{ "Boulder, CO", "Boulder", false },
	{ "Denver, Colorado", "Denver", false },
	{ "Research Triangle Park, NC", "Raleigh", false },
	{ "Greater Boston Area", "Boston", false },
	{ "Boston, MA", "Boston", false },
	{ "Minneapolis, MN", "Minneapolis", false },
	{ "St. Louis, MO", "St. Louis", false },
	{ "Saint Louis", "St. Louis", false },
	{ "St Petersburg, Russia", "Saint Petersburg", false },
	{ "St. Petersburg, FL", "St. Petersburg (Florida)", false },
	{ "Springfield, IL", "Springfield (Illinois)", false },
	{ "Springfield", NULL, false },
	{ "Springfield, XX", NULL, false },
	{ "TU Berlin", "Berlin", false },
	{ "Google, Zurich", "Zürich", false },
	{ "Humboldt University of Berlin", "Berlin", false },
	{ "based in Lisbon, originally from Brazil", "Lisbon", false },
	{ "Berlin & London", "Berlin", false },
	{ "Berlin and Paris", "Berlin", false },
	{ "Berlin | Tokyo", "Berlin", false },
	{ "Berlin -> Lisbon", "Berlin", false },
	{ "10115 Berlin", "Berlin", false },
	{ "75011 Paris, France", "Paris", false },
	{ "Frankfurt am Main", "Frankfurt", false },
	{ "Frankfurt/Main", "Frankfurt", false },
	{ "Köln, NRW", "Cologne", false },
	{ "Düsseldorf, Deutschland", "Düsseldorf", false },
	{ "Stuttgart, Baden-Württemberg", "Stuttgart", false },
	{ "DACH", "DACH", false },
	{ "Remote in DACH", "DACH", true },
	{ "Nordics", "Nordics", false },
	{ "Scandinavia", "Scandinavia", false },
	{ "APAC", "APAC", false },
	{ "EMEA", "EMEA", false },
	{ "LATAM", "Latin America", false },
	{ "Latin America", "Latin America", false },
	{ "South America", "South America", false },
	{ "Asia", "Asia", false },
	{ "Africa", "Africa", false },
	{ "Middle East", "Middle East", false },
	{ "Oceania", "Oceania", false },
	{ "Edinburgh, Scotland", "Edinburgh", false },
	{ "Belfast, Northern Ireland", "Belfast", false },
	{ "Cardiff, Wales", "Cardiff", false },
	{ "Dublin", "Dublin", false },
	{ "Dublin, Ireland", "Dublin", false },
	{ "Dublin, OH", "Dublin (Ohio)", false },
	{ "Cork", "Cork", false },
	{ "Copenhagen, Denmark", "Copenhagen", false },
	{ "København", "Copenhagen", false },
	{ "Malmö, Sweden", "Malmö", false },
	{ "Göteborg", "Gothenburg", false },
	{ "Oslo, Norway", "Oslo", false },
	{ "NO", "Norway", false },
	{ "Helsinki", "Helsinki", false },
	{ "Tallinn, Estonia", "Tallinn", false },
	{ "Riga", "Riga", false },
	{ "Vilnius, LT", "Vilnius", false },
	{ "Minsk, Belarus", "Minsk", false },
	{ "Bucharest, Romania", "Bucharest", false },
	{ "Cluj-Napoca", "Cluj-Napoca", false },
	{ "Sofia, Bulgaria", "Sofia", false },
	{ "Belgrade, Serbia", "Belgrade", false },
	{ "Athens, Greece", "Athens", false },
	{ "Athens, GA", "Athens (Georgia)", false },
	{ "Budapest", "Budapest", false },
	{ "Ljubljana, Slovenia", "Ljubljana", false },
	{ "Hanoi, Vietnam", "Hanoi", false },
	{ "Ho Chi Minh City", "Ho Chi Minh City", false },
	{ "HCMC", "Ho Chi Minh City", false },
	{ "Jakarta, Indonesia", "Jakarta", false },
	{ "Yogyakarta", "Yogyakarta", false },
	{ "Kuala Lumpur, Malaysia", "Kuala Lumpur", false },
	{ "KL", "Kuala Lumpur", false },
	{ "Manila", "Manila", false },
	{ "Bangkok, Thailand", "Bangkok", false },
	{ "Taipei, Taiwan", "Taipei", false },
	{ "台北", "Taipei", false },
	{ "Hong Kong", "Hong Kong", false },
	{ "香港", "Hong Kong", false },
	{ "Seoul, South Korea", "Seoul", false },
	{ "Korea", "South Korea", false },
	{ "Kathmandu, Nepal", "Kathmandu", false },
	{ "Dhaka, Bangladesh", "Dhaka", false },
	{ "Colombo, Sri Lanka", "Colombo", false },
	{ "Karachi", "Karachi", false },
	{ "Lahore, Punjab, Pakistan", "Lahore", false },
	{ "Chandigarh, Punjab", "Chandigarh", false },
	{ "DE", "Germany", false },
	{ "de", NULL, false },
	{ "in", NULL, false },
	{ "IN", NULL, false },
	{ "LA", "United States", false },
	{ "Los Angeles", "Los Angeles", false },
	{ "New Orleans, LA", "New Orleans", false },
	{ "Vientiane, LA", "Vientiane", false },
	{ "Kansas City", "Kansas City", false },
	{ "Kansas City, MO", "Kansas City", false },
	{ "Las Vegas, NV", "Las Vegas", false },
	{ "remote / Berlin", "Berlin", true },
	{ "fully remote", NULL, true },
	{ "Télétravail, Lyon", "Lyon", true },
	{ "trabalho remoto", NULL, true },
	{ "удаленно", NULL, true },
	{ "リモート", NULL, true },
	{ "digital nomad", NULL, true },
	{ "Hinter dem Mond", NULL, false },
	{ "Heilbronn, Germany", "Heilbronn", false },
	{ "Nowhere", NULL, false },
	{ "null", NULL, false },
	{ "undefined", NULL, false },
	{ "root@localhost", NULL, false },
	{ "$HOME", NULL, false },
	{ "Republic of Nowhere", NULL, false },
	{ "Middle Earth", NULL, false },
	{ "New Earth", NULL, false },
	{ "Gotham City", NULL, false },
	{ "Hogwarts", NULL, false },
	{ "Michael Jordan", NULL, false },
	{ "Jordan", "Jordan", false },
	{ "Amman, Jordan", "Amman", false },
	{ "Chad", "Chad", false },
	{ "Turkey", "Turkey", false },
	{ "West Virginia", "West Virginia", false },
	{ "Virginia", "Virginia", false },
	{ "Charlottesville, Virginia", "Charlottesville", false },
	{ "North Carolina", "North Carolina", false },
	{ "Baja California", "Baja California", false },
	{ "New Mexico", "New Mexico", false },
	{ "New South Wales", "New South Wales", false },
	{ "Papua New Guinea", "Papua New Guinea", false },
	{ "Guinea-Bissau", "Guinea-Bissau", false },
	{ "Northern Ireland", "Northern Ireland", false },
	{ "Île-de-France", "Île-de-France", false },
	{ "Saclay, France", "Saclay", false },
	{ "Silicon Valley", "San Francisco Bay Area", false },
	{ "Palo Alto", "Palo Alto", false },
	{ "Bay Area", "San Francisco Bay Area", false },
	{ "bay area, california", "San Francisco Bay Area", false },
	{ "East Bay", "San Francisco Bay Area", false },
	{ "South Bay Area", "San Francisco Bay Area", false },
	{ "Orange County, CA", "Orange County", false },
	{ "UC Berkeley", "Berkeley", false },
	{ "Waterloo", "Waterloo", false },
	{ "Waterloo, ON", "Waterloo", false },
	{ "UTC+2", NULL, false },
	{ "UTC+1, Berlin", "Berlin", false },
	{ "GMT+1", NULL, false },
	{ "Spain", "Spain", false },
	{ "España", "Spain", false },
	{ "Madrid, España", "Madrid", false },
	{ "Barcelona, Catalunya", "Barcelona", false },
	{ "Barcelona, Catalonia, Spain", "Barcelona", false },
	{ "Valencia, Spain", "Valencia", false },
	{ "Valencia, Venezuela", "Valencia (Venezuela)", false },
	{ "Málaga", "Málaga", false },
	{ "A Coruña, Galicia", "A Coruña", false },
	{ "Bilbao, Basque Country", "Bilbao", false },
	{ "Roma, Italia", "Rome", false },
	{ "Milano", "Milan", false },
	{ "Turin, IT", "Turin", false },
	{ "Naples, FL", "Naples (Florida)", false },
	{ "Naples, Italy", "Naples", false },
	{ "Birmingham", "Birmingham", false },
	{ "Birmingham, AL", "Birmingham (Alabama)", false },
	{ "Manchester, NH", "Manchester (New Hampshire)", false },
	{ "Melbourne, FL", "Melbourne (Florida)", false },
	{ "Kitchener-Waterloo, ON", "Waterloo", false },
	{ "Remote - US", "United States", true },
	{ "US (Remote)", "United States", true },
	{ "Paso Robles, CA", "California", false },
	{ "Eastern Europe", "Central and Eastern Europe", false },
	{ "South of France", "France", false },
	{ "Western Germany", "Germany", false },
	{ "mother earth, brazil", "Brazil", false },
	{ "Planet Earth, Germany", "Germany", false },
	{ "Oviedo", "Oviedo", false },
	{ "Wellington, Aotearoa", "Wellington", false },
	{ "成都市高新区", "Chengdu", false },
	{ "深圳", "Shenzhen", false },
	{ "Sandton, Gauteng, South Africa", "Johannesburg", false },
	{ "Germany.", "Germany", false },
	{ "Zürich, CH 🇨🇭", "Zürich", false },
	{ "I am in Berlin", "Berlin", false },
	{ "Université de Montréal", "Montreal", false },
	{ "ETH Zürich", "Zürich", false },
	{ "Vienna VA", "Vienna (Virginia)", false },
	{ "BERLIN", "Berlin", false },
	{ "LIVING IN THE MOON", NULL, false },
	{ "St. John's, Newfoundland", "St. John's", false },
	{ "Winston-Salem, NC", "Winston-Salem", false },
	{ "Ra'anana, Israel", "Ra'anana", false },
	{ "Hawai’i", "Hawaii", false },
	{ "Tel Aviv-Yafo, Israel", "Tel Aviv", false },
	{ "U.S.A.", "United States", false },
	{ "U.S.", "United States", false },
	{ "Washington State", "Washington (state)", false },
	{ "New York State", "New York (state)", false },
	{ "Georgia, USA", "Georgia (state)", false },
	{ "Springfield, Massachusetts", "Springfield (Massachusetts)", false },
	{ "🌍", NULL, false },
	{ "🏴\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xA5\xF3\xA0\x81\xAE\xF3\xA0\x81\xA7\xF3\xA0\x81\xBF London", "London", false },
	{ "Berlin\xE2\x80\x8E", "Berlin", false },
	{ "Ｂｅｒｌｉｎ", "Berlin", false },
	{ "東京都", "Tokyo", false },
	{ "台灣台北", "Taipei", false },
	{ "Việt Nam", "Vietnam", false },
	{ "กรุงเทพ", "Bangkok", false },
	{ "القاهرة، مصر", "Cairo", false },
	{ "תל אביב, ישראל", "Tel Aviv", false },
	{ "Αθήνα", "Athens", false },
	{ "ตรัง", NULL, false },
	{ "100% remote", NULL, true },
	{ "Work from home", NULL, true },
	{ "Home office, Hamburg", "Hamburg", true },
	{ "à distance, Nantes", "Nantes", true },
	{ "op afstand, Utrecht", "Utrecht", true },
	{ "zdalnie, Kraków", "Kraków", true },
	{ "distributed", NULL, true },
	{ "Mountain View, CA", "Mountain View", false },
	{ "Redmond, WA, USA", "Redmond", false },
	{ "Durham, UK", "Durham (England)", false },
	{ "Durham, NC", "Durham", false },
	{ "Newcastle, NSW", "Newcastle (Australia)", false },
	{ "Newcastle upon Tyne", "Newcastle upon Tyne", false },
	{ "Santiago", "Santiago", false },
	{ "Santiago de Compostela", "Santiago de Compostela", false },
	{ "La Paz, Bolivia", "La Paz", false },
	{ "Santa Clara", "Santa Clara", false },
	{ "Santa Clara, Cuba", "Santa Clara (Cuba)", false },
	{ "Kingston, Jamaica", "Kingston", false },
	{ "Kingston, ON", "Kingston (Ontario)", false },
	{ "Springfield, IN", "Indiana", false },
	{ "Shreveport, LA", "Louisiana", false },
	{ "remote, CA", "North America", true },
	/* clang-format on */
};

static void
places_are_recognised_in_free_text(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		bool is_remote;
		const struct place *place =
		    places_recognise(shipped, texts[i].text, &is_remote);
		const char *name = place == NULL ? NULL : place->name;

		if (str_equal(name, texts[i].place) &&
		    is_remote == texts[i].is_remote)
			continue;
		print_error("\"%s\": %s, expected %s\n", texts[i].text,
		    name == NULL ? "none" : name,
		    texts[i].place == NULL ? "none" : texts[i].place);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static bool
within(const char *name, const char *ancestor)
{
	const struct place *a = places_find(shipped, name);
	const struct place *b = places_find(shipped, ancestor);

	if (a == NULL || b == NULL)
		fail_msg("%s or %s: unknown", name, ancestor);
	return places_within(shipped, a->id, b->id);
}

static void
places_form_a_tree(void **state)
{
	static const struct {
		const char *name;
		const char *ancestor;
		bool is_within;
	} cases[] = {
		{ "berlin", "germany", true },
		{ "berlin", "eu", true },
		{ "berlin", "europe", true },
		{ "berlin", "world", true },
		{ "berlin", "berlin", true },
		{ "berlin", "dach", true },
		{ "berlin", "emea", true },
		{ "berlin", "eea", true },
		{ "berlin", "france", false },
		{ "germany", "berlin", false },
		{ "london", "eu", false },
		{ "london", "europe", true },
		{ "london", "uk", true },
		{ "oslo", "eu", false },
		{ "oslo", "eea", true },
		{ "oslo", "nordics", true },
		{ "zurich", "dach", true },
		{ "zurich", "eu", false },
		{ "eu", "europe", true },
		{ "eu", "eea", true },
		{ "dach", "europe", true },
		{ "europe", "dach", false },
		{ "sf", "bay area", true },
		{ "sf", "california", true },
		{ "sf", "usa", true },
		{ "sf", "americas", true },
		{ "seattle", "pnw", true },
		{ "toronto", "north america", true },
		{ "sao paulo", "latam", true },
		{ "sao paulo", "south america", true },
		{ "mexico city", "south america", false },
		{ "mexico city", "latam", true },
		{ "bangalore", "india", true },
		{ "bangalore", "apac", true },
		{ "sydney", "apac", true },
		{ "sydney", "anz", true },
		{ "cairo", "mena", true },
		{ "cairo", "africa", true },
		{ "dubai", "gulf", true },
		{ "lagos", "west africa", true },
		{ "hong kong", "asia", true },
		{ "tokyo", "east asia", true },
		{ "istanbul", "eu", false },
		{ "kyiv", "cee", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (within(cases[i].name, cases[i].ancestor) !=
		    cases[i].is_within)
			fail_msg("%s < %s", cases[i].name, cases[i].ancestor);
}

static void
names_are_found_in_any_spelling(void **state)
{
	static const struct {
		const char *name;
		const char *place;
	} cases[] = {
		{ "München", "Munich" },
		{ "munchen", "Munich" },
		{ "MUENCHEN", "Munich" },
		{ "uk", "United Kingdom" },
		{ "U.K.", "United Kingdom" },
		{ "nyc", "New York" },
		{ "Bay Area", "San Francisco Bay Area" },
		{ "bangalore", "Bengaluru" },
		{ "st louis", "St. Louis" },
		{ "Xian", "Xi'an" },
		{ "cluj napoca", "Cluj-Napoca" },
		{ "georgia", "Georgia" },
		{ "durham", "Durham" },
		{ "washington", "Washington DC" },
		{ "日本", "Japan" },
		{ "de", "Germany" },
		{ "world", "World" },
		{ "cambridge massachusetts", "Cambridge (Massachusetts)" },
		{ "nowhere", NULL },
		{ "", NULL },
		{ "remote", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct place *place = places_find(shipped, cases[i].name);

		if (!str_equal(place == NULL ? NULL : place->name,
			cases[i].place))
			fail_msg("%s: %s", cases[i].name,
			    place == NULL ? "none" : place->name);
	}
}

static void
ids_lead_back_to_places(void **state)
{
	const struct place *berlin = places_find(shipped, "berlin");

	(void)state;
	assert_ptr_equal(places_get(shipped, berlin->id), berlin);
	assert_string_equal(berlin->name, "Berlin");
	assert_string_equal(berlin->key, "berlin");
	assert_int_equal(berlin->parent, places_find(shipped, "germany")->id);
	assert_null(places_get(shipped, 0));
	assert_null(places_get(shipped, -1));
	assert_null(places_get(shipped, INT64_MAX));
	assert_null(places_get(shipped, PLACE_IDS - 1));
	assert_false(places_within(shipped, 0, berlin->id));
	assert_false(places_within(shipped, berlin->id, 0));
	assert_string_equal(places_nearest(shipped, "berlni"), "Berlin");
	assert_null(places_nearest(shipped, "qqqqqqqqqqqq"));
}

static void
all_below_a_place_are_those_within(void **state)
{
	static const char *const names[] = { "World", "Europe", "EU", "DACH",
		"EMEA", "Germany", "California", "Berlin" };
	static int64_t ids[PLACE_IDS];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		int64_t of = places_find(shipped, names[i])->id;
		size_t n = places_below(shipped, of, ids), at = 0;

		for (int64_t id = 1; id < PLACE_IDS; id++) {
			if (!places_within(shipped, id, of))
				continue;
			assert_true(at < n);
			assert_int_equal(ids[at++], id);
		}
		assert_int_equal(at, n);
	}
	assert_int_equal(places_below(shipped, 0, ids), 0);
	assert_int_equal(places_below(shipped, PLACE_IDS - 1, ids), 0);
}

/* Stored with every lead: these numbers may never change. */
static void
ids_are_stable(void **state)
{
	static const struct {
		const char *name;
		int64_t id;
	} cases[] = {
		{ "Europe", 2 },
		{ "European Union", 3 },
		{ "DACH", 20 },
		{ "Germany", 110 },
		{ "United States", 311 },
		{ "Berlin", 1072 },
		{ "London", 1304 },
		{ "San Francisco", 2084 },
		{ "Bengaluru", 1697 },
		{ "Montreal", 2422 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(places_find(shipped, cases[i].name)->id,
		    cases[i].id);
}

static void
there_are_all_countries_and_many_cities(void **state)
{
	size_t countries = 0, cities = 0;

	(void)state;
	for (int64_t id = 1; id < PLACE_IDS; id++) {
		const struct place *place = places_get(shipped, id);

		if (place == NULL)
			continue;
		if (id >= 100 && id < 1000)
			countries++;
		else if (id >= 1000 && !shipped->has_children[id])
			cities++;
		if (id > PLACE_WORLD)
			assert_non_null(places_get(shipped, place->parent));
		assert_true(place_depth(shipped, id) < PLACE_DEPTH);
	}
	assert_true(countries >= 193);
	assert_true(cities >= 400);
}

static void
any_bytes_are_harmless(void **state)
{
	static const char *const hostile[] = { "\xff\xfe\xfd", "\xC3",
		"\xF0\x9F\x87", "\xF0\x9F\x87\xA9\xF0\x9F\x87", "\x01\x02",
		"Berlin\xff", ",,,,,,,,", "((((((((", "-", "--", " - ", ".",
		"...", "'", "\xE2\x80\x99", "\xE2\x80\x8B", "~", "\n\n\n" };
	bool is_remote;
	char long_text[2000];
	uint32_t random = 1;

	(void)state;
	for (size_t i = 0; i < COUNT(hostile); i++)
		(void)places_recognise(shipped, hostile[i], &is_remote);
	assert_null(places_recognise(shipped, NULL, &is_remote));
	assert_null(places_recognise(shipped, "", &is_remote));
	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i + 1 < sizeof(long_text); i++) {
			random = random * 1664525 + 1013904223;
			long_text[i] = (char)(random >> 24);
		}
		long_text[sizeof(long_text) - 1] = '\0';
		(void)places_recognise(shipped, long_text, &is_remote);
	}
}

/* Names of places, over and over: every limit is met. */
static void
many_places_are_harmless(void **state)
{
	static const char *const pieces[] = { "Berlin, ", "CA, ", "北京上海",
		"Remote ", "de ", "New York ", "🇩🇪", "Washington " };
	bool is_remote;

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct buf text;

		buf_init(&text, 4096);
		while (text.len < 3000)
			buf_text(&text, pieces[i]);
		(void)places_recognise(shipped, text.data, &is_remote);
		buf_done(&text);
	}
}

static void
mistakes_in_the_file_name_their_line(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "", ":1: no \"world:\" with the tree of places" },
		{ "wrold: []\n",
		    ":1: wrold: unknown key, did you mean \"world\"?" },
		{ "world: Europe\n",
		    ":1: got \"Europe\", expected a list of places" },
		{ "world:\n  - Europe\n",
		    ":2: got \"Europe\", expected \"NUMBER NAME = ALIAS, "
		    "...\" with a number below 10000" },
		{ "world:\n  - 10000 Europe\n",
		    ":2: got \"10000 Europe\", expected \"NUMBER NAME = "
		    "ALIAS, ...\" with a number below 10000" },
		{ "world:\n  - 2\n",
		    ":2: got \"2\", expected \"NUMBER NAME = ALIAS, ...\" "
		    "with a number below 10000" },
		{ "world:\n  - 2 Europe\n  - 2 Asia\n",
		    ":3: number 2 is also that of Europe" },
		{ "world:\n  - 1 Europe\n",
		    ":2: number 1 is also that of World" },
		{ "world:\n  - 2 Europe:\n      - [3]\n",
		    ":3: got a list, expected a place, or a place with a "
		    "list below it" },
		{ "groups:\n  - 20 DACH: [Germany]\nworld: []\n",
		    ":2: DACH: got \"Germany\", expected a place of this "
		    "file" },
		{ "groups: [20 DACH]\nworld: []\n",
		    ":1: groups: got \"20 DACH\", expected \"NUMBER NAME: "
		    "[MEMBER, ...]\"" },
		{ "remote: {a: b}\nworld: []\n",
		    ":1: remote: got a table of keys, expected words" },
		{ "remote: [[a]]\nworld: []\n",
		    ":1: remote: got a list, expected a word" },
	};
	struct config_fixture fixture;

	(void)state;
	fixture_init(&fixture);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *path = fixture_write(&fixture, "p.yaml", cases[i].text);
		struct err_detail detail = { 0 };
		struct places *places;

		assert_int_equal(places_read(path, &places, &detail),
		    ERR_INVAL);
		assert_string_equal(fixture_said(path, &detail), cases[i].said);
	}
	assert_int_equal(places_read("/nonexistent.yaml", &shipped, NULL),
	    ERR_NOTFOUND);
	fixture_done(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_recognised_in_free_text),
		cmocka_unit_test(places_form_a_tree),
		cmocka_unit_test(names_are_found_in_any_spelling),
		cmocka_unit_test(ids_lead_back_to_places),
		cmocka_unit_test(all_below_a_place_are_those_within),
		cmocka_unit_test(ids_are_stable),
		cmocka_unit_test(there_are_all_countries_and_many_cities),
		cmocka_unit_test(any_bytes_are_harmless),
		cmocka_unit_test(many_places_are_harmless),
		cmocka_unit_test(mistakes_in_the_file_name_their_line),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
