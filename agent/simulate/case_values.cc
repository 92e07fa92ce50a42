#include "agent/simulate/case_values.h"

#include <algorithm>
#include <iterator>

#include "agent/simulate/identifiers.h"
#include "agent/simulate/vocabulary.h"
#include "common/base/check.h"
#include "common/base/time_text.h"

namespace adit::simulate {
namespace {

struct FieldRow {
  std::string_view name;
  std::string_view type;  // "" = not personal
};

constexpr FieldRow kFields[kFieldCount] = {
    {"", ""},
    {"party", "ORGANIZATION"},
    {"contact", "PERSON"},
    {"email", "EMAIL"},
    {"phone", "PHONE"},
    {"iban", "IBAN"},
    {"card", "CARD"},
    {"street", "ADDRESS"},
    {"city", "LOCATION"},
    {"national_id", "NATIONAL_ID"},
    {"customer_no", "ACCOUNT"},
    {"birth_date", "DATE_OF_BIRTH"},
    {"ip", "IP"},
    {"mac", "MAC"},
    {"secret", "SECRET"},
    {"invoice_no", ""},
    {"order_no", ""},
    {"ticket_no", ""},
    {"article", ""},
    {"amount", ""},
    {"other_amount", ""},
    {"quantity", ""},
    {"date", ""},
    {"month", ""},
    {"topic", ""},
    {"file", ""},
    {"row", ""},
    {"other_row", ""},
    {"page", ""},
    {"site", ""},
    {"colleague", "PERSON"},
    {"colleague_email", "EMAIL"},
    {"user", "USERNAME"},
    {"host", "HOSTNAME"},
};

template <typename Words>
std::string_view Any(Random& random, const Words& words) {
  return words[random.Below(std::size(words))];
}

// Letters of a name as they stand in a mail address.
std::string Ascii(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (c >= 'a' && c <= 'z') {
      out += c;
    } else if ((static_cast<unsigned char>(c) & 0xC0) == 0xC0) {
      out += 'e';  // one letter for each accented character, whichever
    }
  }
  return out;
}

std::string Amount(Random& random) {
  std::string out = std::to_string(10 + random.Below(9000));
  out += '.';
  out += static_cast<char>('0' + random.Below(10));
  out += static_cast<char>('0' + random.Below(10));
  return out;
}

std::string TwoDigits(uint64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string BirthDate(Random& random) {
  std::string out = std::to_string(1950 + random.Below(55));
  out += "-" + TwoDigits(1 + random.Below(12));
  out += "-" + TwoDigits(1 + random.Below(28));
  return out;
}

std::string Topic(Random& random) {
  std::string out(Any(random, TopicWords()));
  if (random.Chance(0.6)) {
    out += ' ';
    out += Any(random, TopicWords());
  }
  return out;
}

std::string Page(Random& random) {
  std::string out = Topic(random);
  out += ' ';
  out += Any(random, TopicWords());
  if (random.Chance(0.3)) out += " " + std::to_string(2 + random.Below(98));
  return out;
}

void SetParty(const Party& party, CaseValues& values) {
  values[Field::kParty] = party.organization;
  values[Field::kContact] = party.contact;
  values[Field::kEmail] = party.email;
  values[Field::kPhone] = party.phone;
  values[Field::kIban] = party.iban;
  values[Field::kCard] = party.card;
  values[Field::kStreet] = party.street;
  values[Field::kCity] = party.city;
  values[Field::kNationalId] = party.national_id;
  values[Field::kCustomerNo] = party.customer_no;
  values[Field::kBirthDate] = party.birth_date;
}

void SetDocument(Random& random, CaseValues& values) {
  constexpr std::string_view kInvoiceHeads[] = {"RE", "F", "INV", "FA"};
  values[Field::kInvoiceNo] = Any(random, kInvoiceHeads);
  values[Field::kInvoiceNo] += '-' + Digits(random, 5);
  values[Field::kOrderNo] = Digits(random, 5);
  values[Field::kTicketNo] = Digits(random, 4);
  values[Field::kTopic] = Topic(random);
  values[Field::kFile] = Any(random, TopicWords());
  values[Field::kFile] += '_' + Digits(random, 3);
  values[Field::kIp] = MakeIp(random);
  values[Field::kMac] = MakeMac(random);
}

}  // namespace

Field FieldByName(std::string_view name) {
  for (size_t i = 1; i < kFieldCount; ++i) {
    if (kFields[i].name == name) return static_cast<Field>(i);
  }
  return Field::kNone;
}

std::string_view PersonalType(Field field) { return kFields[static_cast<size_t>(field)].type; }

Party MakeParty(Random& random) {
  constexpr std::string_view kDomains[] = {"example.com", "example.org", "example.net",
                                           "mail.example", "firma.example"};
  Party party;
  party.organization = Any(random, CompanyHeads());
  party.organization += ' ';
  party.organization += Any(random, CompanyTails());
  const std::string_view first = Any(random, FirstNames());
  const std::string_view last = Any(random, LastNames());
  party.contact = std::string(first) + " " + std::string(last);
  party.email = Ascii(first) + "." + Ascii(last);
  if (random.Chance(0.7)) party.email += Digits(random, 2);
  party.email += '@';
  party.email += Any(random, kDomains);
  party.phone = MakePhone(random);
  party.iban = MakeIban(random);
  party.card = MakeCard(random);
  party.street = Any(random, Streets());
  party.street += " " + std::to_string(1 + random.Below(180));
  party.city = Any(random, Cities());
  std::string_view country;
  party.national_id = MakeNationalId(random, country);
  party.customer_no = Digits(random, 7);
  party.birth_date = BirthDate(random);
  return party;
}

AddressBook::AddressBook(uint64_t seed, uint32_t people, uint32_t days) {
  SeededRandom random(seed ^ 0x61646472657373ULL);
  const uint64_t size = std::min<uint64_t>(400 + uint64_t{people} * days * 120, 20'000);
  parties_.reserve(size);
  for (uint64_t i = 0; i < size; ++i) parties_.push_back(MakeParty(random));
  colleagues_.reserve(people);
  for (uint32_t i = 0; i < people; ++i) colleagues_.push_back(MakeParty(random));
}

const Party& AddressBook::Pick(Random& random) const {
  const uint64_t a = random.Below(parties_.size());
  const uint64_t b = random.Below(parties_.size());
  return parties_[random.Chance(0.5) ? std::min(a, b) : a];
}

const Party& AddressBook::Colleague(uint32_t person) const {
  ADIT_CHECK(person < colleagues_.size());
  return colleagues_[person];
}

std::string LoginOf(const Party& colleague, uint32_t person) {
  const size_t at = colleague.email.find('.');
  return colleague.email.substr(0, std::min<size_t>(at, 8)) + "." + std::to_string(100 + person);
}

std::string HostOf(uint32_t person) { return "wks-" + std::to_string(40'000 + person * 7); }

CaseValues NewCase(Random& random, const AddressBook& book, uint32_t person, uint32_t people,
                   int64_t day_wall_us) {
  CaseValues values;
  values[Field::kUser] = LoginOf(book.Colleague(person), person);
  values[Field::kHost] = HostOf(person);
  const std::string day = FormatTime(day_wall_us);
  values[Field::kMonth] = day.substr(0, 7);
  values[Field::kDate] = day.substr(0, 10);
  RenewSubject(random, book, people, values);
  RenewRow(random, values);
  return values;
}

void RenewRow(Random& random, CaseValues& values) {
  values[Field::kRow] = std::to_string(2 + random.Below(180));
  values[Field::kOtherRow] = std::to_string(2 + random.Below(180));
  values[Field::kAmount] = Amount(random);
  values[Field::kOtherAmount] = Amount(random);
  values[Field::kQuantity] = std::to_string(1 + random.Below(500));
  values[Field::kArticle] = "A" + Digits(random, 4);
  values[Field::kPage] = Page(random);
  values[Field::kSecret] = MakeSecret(random);
  values[Field::kSite] = Any(random, SiteNames());
}

void RenewSubject(Random& random, const AddressBook& book, uint32_t people, CaseValues& values) {
  SetParty(book.Pick(random), values);
  SetDocument(random, values);
  const Party& colleague = book.Colleague(static_cast<uint32_t>(random.Below(people)));
  values[Field::kColleague] = colleague.contact;
  values[Field::kColleagueEmail] = colleague.email;
}

}  // namespace adit::simulate
