// Agreement with the parameter lists of Presidio's recognizer tests (MIT licence; not part of this tree).
//
// Presidio runs each recognizer alone, so here each text comes from a field whose label names the number.
// Left out: recognizers of types that this engine does not have (URLs as such, dates, crypto wallets, company
// registers, postcodes of Germany, certificates, language models), and, for types that any country's form can
// match (passports, licences, plates, phones under a label), the texts that are "none" for one country alone.
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "collector/cli/gzip_text.h"
#include "collector/cli/offline_masking.h"
#include "tests/quality/masking/shared_files.h"

namespace adit::cli {
namespace {

struct Recognizer {
  std::string rules;  // any of these may not fire where nothing is expected
  std::string label;
  bool any_country = false;
};

const std::map<std::string, Recognizer>& Recognizers() {
  static const auto& table = *new std::map<std::string, Recognizer>{
      {"aba_routing_recognizer", {"us.aba", "routing number"}},
      {"au_abn_recognizer", {"au.abn", "ABN"}},
      {"au_acn_recognizer", {"au.acn", "ACN"}},
      {"au_medicare_recognizer", {"au.medicare", "medicare"}},
      {"au_tfn_recognizer", {"au.tfn", "TFN"}},
      {"ca_sin_recognizer", {"ca.sin", "social insurance number"}},
      {"credit_card_recognizer", {"card", "credit card"}},
      {"de_health_insurance_recognizer", {"de.krankenversicherung", "KVNR"}},
      {"de_id_card_recognizer", {"de.personalausweis", "Personalausweis"}},
      {"de_lanr_recognizer", {"de.arztnummer", "LANR"}},
      {"de_passport_recognizer", {"de.reisepass", "Reisepass", true}},
      {"de_social_security_recognizer", {"de.rentenversicherung", "Rentenversicherung"}},
      {"de_tax_id_recognizer", {"de.steuer_id", "Steuer-ID"}},
      {"de_tax_number_recognizer", {"de.steuernummer", "Steuernummer"}},
      {"de_vat_id_recognizer", {"de.ust_id", "USt-ID"}},
      {"de_kfz_recognizer", {"plate", "Kennzeichen", true}},
      {"de_fuehrerschein_recognizer", {"driver_license", "Führerschein", true}},
      {"email_recognizer", {"email", ""}},
      {"es_nie_recognizer", {"es.nie", "NIE"}},
      {"es_nif_recognizer", {"es.dni", "DNI"}},
      {"es_passport_recognizer", {"passport", "pasaporte", true}},
      {"fi_personal_identity_code_recognizer", {"fi.hetu", "hetu"}},
      {"iban_recognizer", {"iban", "iban"}},
      {"in_aadhaar_recognizer", {"in.aadhaar", "aadhaar"}},
      {"in_gstin_recognizer", {"in.gstin", "gstin"}},
      {"in_pan_recognizer", {"in.pan", "PAN card"}},
      {"in_passport_recognizer", {"passport", "passport", true}},
      {"in_vehicle_registration_recognizer", {"plate", "vehicle registration", true}},
      {"in_voter_recognizer", {"in.voter", "national id"}},
      {"ip_recognizer", {"ip.v4 ip.v6", ""}},
      {"it_driver_license_recognizer", {"driver_license", "patente", true}},
      {"it_fiscal_code_recognizer", {"it.codice_fiscale", "codice fiscale"}},
      {"it_vat_code_recognizer", {"it.partita_iva", "partita iva"}},
      {"it_passport_recognizer", {"passport", "passaporto", true}},
      {"kr_brn_recognizer", {"kr.brn", "business registration vat"}},
      {"kr_driver_license_recognizer", {"kr.driver_license", "운전면허"}},
      {"kr_passport_recognizer", {"passport", "passport", true}},
      {"kr_rrn_recognizer", {"kr.rrn", "주민등록번호", true}},
      {"kr_frn_recognizer", {"kr.rrn", "resident registration", true}},
      {"mac_recognizer", {"mac", ""}},
      {"phone_recognizer", {"phone.international phone.national phone.context", "phone", true}},
      {"pl_pesel_recognizer", {"pl.pesel", "pesel"}},
      {"se_personnummer_recognizer", {"se.personnummer", "personnummer"}},
      {"se_organisationsnummer_recognizer", {"se.organisationsnummer", "organisationsnummer"}},
      {"sg_fin_recognizer", {"sg.nric", "nric"}},
      {"th_tnin_recognizer", {"th.id", "national id"}},
      {"tr_national_id_recognizer", {"tr.tckn", "kimlik no"}},
      {"tr_phone_number_recognizer", {"phone.international phone.national phone.context", "telefon", true}},
      {"tr_license_plate_recognizer", {"plate", "plaka", true}},
      {"uk_driving_licence_recognizer", {"gb.driving_licence", "driving licence"}},
      {"uk_nhs_recognizer", {"gb.nhs", "nhs number"}},
      {"uk_nino_recognizer", {"gb.nino", "national insurance number"}},
      {"uk_passport_recognizer", {"passport", "passport", true}},
      {"uk_postcode_recognizer", {"address.postcode", "postcode"}},
      {"uk_vehicle_registration_recognizer", {"plate", "vehicle registration", true}},
      {"ng_vehicle_registration_recognizer", {"plate", "vehicle registration", true}},
      {"us_driver_license_recognizer", {"driver_license", "driver license", true}},
      {"us_itin_recognizer", {"us.itin", "itin"}},
      {"us_mbi_recognizer", {"us.mbi", "medicare"}},
      {"us_npi_recognizer", {"us.npi", "npi"}},
      {"us_passport_recognizer", {"passport", "passport", true}},
      {"us_ssn_recognizer", {"us.ssn", "ssn"}},
      {"za_id_number_recognizer", {"za.id", "sa id"}}};
  return table;
}

// Text and the number of findings expected, under whatever names the lists use; nothing for other tests.
bool ReadCase(const nlohmann::json& row, std::string& text, int& expected) {
  for (const char* key : {"text", "iban", "number", "gstin", "id_number"}) {
    const auto found = row.find(key);
    if (found == row.end() || !found->is_string()) continue;
    text = found->get<std::string>();
    if (row.contains("expected_len") && row["expected_len"].is_number_integer()) {
      expected = row["expected_len"].get<int>();
      return true;
    }
    if (row.contains("expected") && row["expected"].is_boolean()) {
      expected = row["expected"].get<bool>() ? 1 : 0;
      return true;
    }
  }
  return false;
}

// Why the engine decides otherwise, by recognizer and text.
std::map<std::pair<std::string, std::string>, std::string> Reasons() {
  std::map<std::pair<std::string, std::string>, std::string> reasons;
  std::ifstream file(ADIT_SOURCE_DIR "/tests/quality/masking/recognizer_disagreements.tsv");
  for (std::string line; std::getline(file, line);) {
    const size_t first = line.find('\t');
    const size_t last = line.rfind('\t');
    if (line.empty() || line[0] == '#' || first == last) continue;
    reasons[{line.substr(0, first), line.substr(first + 1, last - first - 1)}] = line.substr(last + 1);
  }
  return reasons;
}

TEST(RecognizerVectors, NinetySevenOfAHundredAgree) {
  const std::string path = SharedFile("data/pii/presidio_recognizer_vectors.jsonl.gz");
  Result<std::string> content = ReadTextFile(path);
  if (!content.ok()) GTEST_SKIP() << "no vectors: " << content.status().message();
  OfflineMasking masking(Policy::Default(), false);
  std::istringstream lines(*content);
  std::string line;
  int cases = 0;
  int agreed = 0;
  std::ostringstream unexplained;
  const auto reasons = Reasons();
  while (std::getline(lines, line)) {
    const nlohmann::json row = nlohmann::json::parse(line, nullptr, false);
    if (!row.is_object()) continue;
    const auto known = Recognizers().find(row.value("recognizer", ""));
    LabelledText text;
    int expected = 0;
    if (known == Recognizers().end() || !ReadCase(row, text.text, expected)) continue;
    const Recognizer& recognizer = known->second;
    if (expected == 0 && recognizer.any_country) continue;
    text.label = recognizer.label;
    masking.Mask(text);
    bool own_rule = false;
    for (const LabelledSpan& span : text.spans) {
      own_rule = own_rule || (" " + recognizer.rules + " ").find(" " + span.rule + " ") != std::string::npos;
    }
    const bool agrees = expected > 0 ? !text.spans.empty() : !own_rule;
    ++cases;
    agreed += agrees;
    if (agrees) continue;
    const auto reason = reasons.find({known->first, text.text});
    std::printf("%s expects %d: %s (%s)\n", known->first.c_str(), expected, text.text.c_str(),
                reason == reasons.end() ? "no reason" : reason->second.c_str());
    if (reason == reasons.end()) unexplained << known->first << " expects " << expected << ": " << text.text << "\n";
  }
  ASSERT_GT(cases, 1200);
  EXPECT_GE(agreed, 0.97 * cases) << agreed << " of " << cases;
  EXPECT_EQ(unexplained.str(), "") << "give the reason in recognizer_disagreements.tsv, or change the detector";
  RecordProperty("agreed", agreed);
  RecordProperty("cases", cases);
}

}  // namespace
}  // namespace adit::cli
