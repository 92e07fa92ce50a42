#include "agent/simulate/vocabulary.h"

namespace adit::simulate {
namespace {

constexpr std::string_view kFirstNames[] = {
    "Anna",      "Lukas",    "Sophie",     "Jürgen",  "Katrin", "Matthias",   "Ursula", "Tobias",
    "Heike",     "Björn",    "Camille",    "Étienne", "Chloé",  "Guillaume",  "Manon",  "Benoît",
    "Léa",       "François", "Amélie",     "Théo",    "Lucía",  "Álvaro",     "Begoña", "Iker",
    "Martina",   "Joaquín",  "Inés",       "Raúl",    "Giulia", "Alessandro", "Chiara", "Niccolò",
    "Beatrice",  "Emily",    "Oliver",     "Harriet", "Callum", "Grace",      "Declan", "Imogen",
    "Agnieszka", "Paweł",    "Małgorzata", "Łukasz",  "Zofia",  "Krzysztof",  "Sven",   "Ingrid",
    "Astrid",    "Søren",    "Maarten",    "Femke",   "Joost",  "Lotte",      "Ayşe",   "Emre",
    "Zeynep",    "Oğuz",     "Priya",      "Arjun",   "Ananya", "Rohan",      "Mei",    "Haruto",
    "Yui",       "Kenji",    "Min-jun",    "Ji-woo",  "Nguyen", "Thảo",       "Amina",  "Kwame",
    "Chidi",     "Fatima",   "Youssef",    "Leïla",   "Eleni",  "Nikos",      "Olena",  "Dmytro",
    "Katarína",  "Tomáš",    "Zsófia",     "Gergő",   "Ioana",  "Andrei",     "Milica", "Nenad",
    "João",      "Beatriz",  "Tiago",      "Mariana"};
constexpr std::string_view kLastNames[] = {
    "Brandstätter",  "Kowalski",    "Lindqvist",   "Okonkwo",    "Fernández",    "Moreau",
    "Hartmann",      "Petrović",    "Nakamura",    "Dubois",     "Schulze",      "Rossi",
    "Wojciechowska", "van Dijk",    "Aguirre",     "Papadaki",   "O'Sullivan",   "Achterberg",
    "Björklund",     "Castellano",  "Deshpande",   "Eberhardt",  "Fitzgerald",   "Grzelak",
    "Hofmeister",    "Iglesias",    "Jankovics",   "Keller",     "Lefèvre",      "Marchetti",
    "Novák",         "Østergaard",  "Pellegrini",  "Quintana",   "Rautenberg",   "Sørensen",
    "Tanaka",        "Ünlü",        "Vasconcelos", "Weatherby",  "Yıldırım",     "Zimmermann",
    "Abernathy",     "Bauernfeind", "Chevalier",   "Drăgulescu", "Echeverría",   "Faure",
    "Gärtner",       "Haldane",     "Ivanenko",    "Jørgensen",  "Kaczmarek",    "Lombardi",
    "Mbeki",         "Niedermayer", "Oyelaran",    "Pichler",    "Quignon",      "Reinholt",
    "Szabó",         "Thibault",    "Ulrichsen",   "Villanueva", "Wrzesniewski", "Xanthou",
    "Ybarra",        "Zawadzki",    "Ashworth",    "Bielefeldt", "Cattaneo",     "Duarte",
    "Engström",      "Fairclough",  "Guimarães",   "Hruška",     "Isaksen",      "Jaramillo",
    "Krüger",        "Larsson",     "Montague",    "Nascimento", "Oberhauser",   "Pham"};
constexpr std::string_view kStreets[] = {
    "Lindenweg",      "Am Alten Markt", "Rue des Tilleuls", "Calle Mayor",  "Station Road",
    "Kastanienallee", "Via Garibaldi",  "Rue du Moulin",    "Church Lane",  "Calle del Olmo",
    "Ulica Lipowa",   "Kerkstraat",     "Birkenstraße",     "Avenue Foch",  "Mill Lane",
    "Paseo Nuevo",    "Storgatan",      "Dorfstraße",       "Quai du Port", "High Street"};
constexpr std::string_view kCities[] = {
    "Neustadt",     "Valmont", "Ashbourne", "Villanera",  "Oberfeld", "Saint-Aubin", "Brookhaven",
    "Campoverde",   "Lindau",  "Monteluce", "Westerwijk", "Ravensby", "Altmark",     "Beaulieu",
    "Puertogrande", "Dębowa",  "Kirkdale",  "Rosenheim",  "Fontenay", "Castelnovo"};
constexpr std::string_view kCompanyHeads[] = {
    "Alder",  "Bergmann", "Cedro", "Dorval",  "Elbtal",    "Fjord",  "Gallia", "Hansa",   "Iberia",
    "Jura",   "Kestrel",  "Lumen", "Mistral", "Nordlicht", "Orion",  "Ponte",  "Quercus", "Rhenus",
    "Sierra", "Tramonto", "Ursa",  "Vesper",  "Westfal",   "Xylon",  "Yara",   "Zephyr",  "Amber",
    "Basalt", "Cobalt",   "Delta", "Ember",   "Falkner",   "Granit", "Helios", "Indigo",  "Juno"};
constexpr std::string_view kCompanyTails[] = {"GmbH",
                                              "AG",
                                              "Logistik GmbH",
                                              "SARL",
                                              "SA",
                                              "Ltd",
                                              "Services Ltd",
                                              "S.L.",
                                              "Transportes S.A.",
                                              "S.r.l.",
                                              "B.V.",
                                              "Sp. z o.o.",
                                              "Maschinenbau KG",
                                              "Industries",
                                              "& Söhne OHG",
                                              "Distribution SAS",
                                              "Partners LLP",
                                              "A/S"};
constexpr std::string_view kTopicWords[] = {
    "budget",        "delivery",      "contract",      "update",       "question",
    "meeting",       "schedule",      "quote",         "shipment",     "warehouse",
    "holiday",       "training",      "audit",         "forecast",     "return",
    "complaint",     "launch",        "catalogue",     "pricing",      "travel",
    "booking",       "survey",        "newsletter",    "printer",      "password reset",
    "server",        "backup",        "network",       "licence",      "workshop",
    "feedback",      "roadmap",       "release",       "campaign",     "brochure",
    "website",       "campaign plan", "canteen",       "parking",      "visitor",
    "maintenance",   "inspection",    "quality",       "safety",       "packaging",
    "material",      "stock",         "transport",     "customs",      "insurance",
    "warranty",      "repair",        "spare parts",   "drawing",      "sample",
    "prototype",     "test report",   "specification", "minutes",      "agenda",
    "proposal",      "tender",        "offer",         "reminder",     "payment",
    "statement",     "credit note",   "rebate",        "bonus",        "pension",
    "payroll",       "time sheet",    "vacancy",       "interview",    "reference letter",
    "farewell",      "birthday",      "anniversary",   "summer party", "lunch menu",
    "football",      "weather",       "train times",   "news",         "recipe",
    "concert",       "city trip",     "bicycle",       "garden",       "school",
    "doctor",        "gym",           "library",       "museum",       "election",
    "exchange rate", "interest rate", "market",        "merger",       "strategy",
    "vision",        "energy",        "heating",       "cleaning",     "furniture",
    "projector",     "headset",       "monitor",       "keyboard",     "laptop",
    "phone plan"};
constexpr std::string_view kSiteNames[] = {
    "Daily Courier",    "Wetterdienst", "Le Quotidien", "Bahnauskunft",  "Encyclo",
    "MapFinder",        "RecipeBox",    "TechForum",    "VideoHub",      "MarketWatcher",
    "JobBoard",         "TravelNest",   "Sportschau",   "El Diario",     "TranslateIt",
    "CodeAnswers",      "ShopCorner",   "BookShelf",    "CityGuide",     "CurrencyNow",
    "Standards Portal", "Tax Advice",   "HR Forum",     "Customs Portal"};

}  // namespace

std::span<const std::string_view> FirstNames() { return kFirstNames; }
std::span<const std::string_view> LastNames() { return kLastNames; }
std::span<const std::string_view> Streets() { return kStreets; }
std::span<const std::string_view> Cities() { return kCities; }
std::span<const std::string_view> CompanyHeads() { return kCompanyHeads; }
std::span<const std::string_view> CompanyTails() { return kCompanyTails; }
std::span<const std::string_view> TopicWords() { return kTopicWords; }
std::span<const std::string_view> SiteNames() { return kSiteNames; }

}  // namespace adit::simulate
