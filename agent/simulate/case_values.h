// CaseValues: the values one piece of work is about (a customer, an invoice number, an amount, …),
// and which of them are personal.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/random.h"

namespace adit::simulate {

enum class Field : uint8_t {
  kNone,
  kParty,
  kContact,
  kEmail,
  kPhone,
  kIban,
  kCard,
  kStreet,
  kCity,
  kNationalId,
  kCustomerNo,
  kBirthDate,
  kIp,
  kMac,
  kSecret,
  kInvoiceNo,
  kOrderNo,
  kTicketNo,
  kArticle,
  kAmount,
  kOtherAmount,
  kQuantity,
  kDate,
  kMonth,
  kTopic,
  kFile,
  kRow,
  kOtherRow,
  kPage,
  kSite,
  kColleague,
  kColleagueEmail,
  kUser,
  kHost,
};
inline constexpr size_t kFieldCount = 34;

// "{email}" in a text template is Field::kEmail. Nothing found: kNone.
[[nodiscard]] Field FieldByName(std::string_view name);

// The frozen type name (docs/formats/masking.md) of a field that holds personal data, "" of others.
[[nodiscard]] std::string_view PersonalType(Field field);

struct CaseValues {
  std::array<std::string, kFieldCount> text;
  [[nodiscard]] const std::string& operator[](Field field) const {
    return text[static_cast<size_t>(field)];
  }
  std::string& operator[](Field field) { return text[static_cast<size_t>(field)]; }
};

// A customer, supplier or employee: what stays the same when two cases meet the same party.
struct Party {
  std::string organization, contact, email, phone, iban, card, street, city, national_id,
      customer_no, birth_date;
};

[[nodiscard]] Party MakeParty(Random& random);

// The parties and colleagues of one simulated company. Immutable after construction.
class AddressBook {
 public:
  AddressBook(uint64_t seed, uint32_t people, uint32_t days);
  // A few parties are met often, most seldom.
  [[nodiscard]] const Party& Pick(Random& random) const;
  [[nodiscard]] const Party& Colleague(uint32_t person) const;

 private:
  std::vector<Party> parties_;
  std::vector<Party> colleagues_;
};

// Login and machine name of a person, personal data too.
[[nodiscard]] std::string LoginOf(const Party& colleague, uint32_t person);
[[nodiscard]] std::string HostOf(uint32_t person);

// Values for a new case of `person`, on the day that starts at day_wall_us.
[[nodiscard]] CaseValues NewCase(Random& random, const AddressBook& book, uint32_t person,
                                 uint32_t people, int64_t day_wall_us);

// Gives the fields that change from row to row or page to page new values.
void RenewRow(Random& random, CaseValues& values);
// Another party, document and topic: the next mail, ticket or customer.
void RenewSubject(Random& random, const AddressBook& book, uint32_t people, CaseValues& values);

}  // namespace adit::simulate
