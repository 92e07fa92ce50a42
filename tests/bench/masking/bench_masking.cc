// Speed of detection, masking and scrubbing on one core: mean, 99th percentile and worst time a
// text, bytes a second, events a second.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/random.h"
#include "common/base/time_text.h"
#include "common/base/utf8.h"
#include "privacy/scrub/scrubber.h"

namespace {

using adit::DetectorSet;
using adit::Finding;
using Clock = std::chrono::steady_clock;

// Time this thread had a core, in microseconds: the pauses of a busy machine do not count.
double CpuMicros() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double Micros(Clock::time_point from) {
  return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

// Window titles of 85 bytes; `personal` puts a value into every third.
std::vector<std::string> Titles(size_t count, bool personal) {
  static const char* const kWords[] = {
      "Invoice",     "Rechnung", "Kunde",      "overview", "details", "Bestellung", "edit",
      "Report",      "quarter",  "Freigabe",   "Lager",    "Search",  "results",    "Entwurf",
      "Posteingang", "Projekt",  "planning",   "sheet",    "facture", "commande",   "cliente",
      "pedido",      "faktura",  "zamowienie", "open",     "dialog",  "Settings"};
  static const char* const kValues[] = {"Max Mustermann",         "+49 30 901820",
                                        "max@example.org",        "4500012345",
                                        "DE89370400440532013000", "192.168.17.33"};
  static const char* const kApps[] = {" - Microsoft Excel", " - SAP Logon", " | Salesforce",
                                      " - Mozilla Thunderbird"};
  adit::SeededRandom random(11);
  std::vector<std::string> titles;
  for (size_t i = 0; i < count; ++i) {
    std::string title;
    const std::string app = kApps[random.Below(4)];
    if (personal && i % 3 == 0) title = std::string(kValues[random.Below(6)]) + " ";
    while (title.size() + app.size() < 85) title += std::string(kWords[random.Below(27)]) + " ";
    titles.push_back((title + app).substr(0, 85));
  }
  return titles;
}

// 256 bytes that make detectors work hard.
std::vector<std::string> Adversarial() {
  std::vector<std::string> texts;
  for (const char* unit :
       {"1-",         "1 ",      "12 34 ",      "123 ",      "1.",  "A1 ",  "AB 12 ",
        "a@",         "@a.b ",   "::",          "1:2:",      "X. ", "Max ", "Max Max, ",
        "DE89 ",      "?a=b&",   "://a@",       "4111 ",     "0 0", "%41",  "geb. 1.1.1980 ",
        "Dr. A. B. ", "Str 1 ",  "<a",          "ul. A 1 ",  "ü",   "Ω1",   "IBAN 1 ",
        "tel 1 ",     "pesel 1", "passport A1", "plate A1 ", "\\a", "max.", "van de "}) {
    std::string text;
    while (text.size() < 256) text += unit;
    text.resize(256);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80)
      text.pop_back();
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) text.pop_back();
    texts.push_back(text);
  }
  return texts;
}

void BenchDetect(const char* name, const std::vector<std::string>& texts, int rounds) {
  DetectorSet detectors;
  std::vector<Finding> findings;
  std::vector<double> times;
  size_t bytes = 0;
  size_t found = 0;
  for (const std::string& text : texts) (void)detectors.Find(text, {}, findings);
  const double start = CpuMicros();
  for (int round = 0; round < rounds; ++round) {
    for (const std::string& text : texts) {
      (void)detectors.Find(text, {.kind = adit::TextKind::kWindowTitle}, findings);
      bytes += text.size();
      found += findings.size();
    }
  }
  const double total = CpuMicros() - start;
  for (int round = 0; round < rounds; ++round) {
    for (const std::string& text : texts) {
      const auto begin = Clock::now();
      (void)detectors.Find(text, {.kind = adit::TextKind::kWindowTitle}, findings);
      times.push_back(Micros(begin));
    }
  }
  std::sort(times.begin(), times.end());
  std::printf("%-28s %8.2f %8.2f %8.1f %8.1f %10zu\n", name,
              total / static_cast<double>(times.size()), times[times.size() * 99 / 100],
              times.back(), static_cast<double>(bytes) / total, found);
}

// The quickest of several runs of each text, so that the scheduler's pauses do not count.
void BenchWorst(const std::vector<std::string>& texts, int rounds) {
  DetectorSet detectors;
  std::vector<Finding> findings;
  double worst = 0;
  std::string worst_text;
  for (const std::string& text : texts) {
    double best = 1e9;
    for (int i = 0; i < 5 + rounds; ++i) {
      const auto begin = Clock::now();
      (void)detectors.Find(text, {}, findings);
      best = std::min(best, Micros(begin));
    }
    if (best > worst) {
      worst = best;
      worst_text = text.substr(0, 24);
    }
  }
  std::printf("worst of %zu adversarial texts of 256 bytes: %.1f us (\"%s...\")\n", texts.size(),
              worst, worst_text.c_str());
}

// A text of the search: its characters and the kind of value it is given as.
struct Slow {
  double micros = 0;
  std::u32string characters;
  adit::TextKind kind = adit::TextKind::kText;

  // As many whole characters as 256 bytes hold.
  [[nodiscard]] std::string Bytes() const {
    std::string text;
    for (const char32_t character : characters) {
      const size_t before = text.size();
      adit::AppendUtf8(text, character);
      if (text.size() <= kBytes) continue;
      text.resize(before);
      break;
    }
    return text;
  }

  static constexpr size_t kBytes = 256;
};

// Time of one text: the quickest of a few runs.
double TimeOf(DetectorSet& detectors, const Slow& slow, int runs) {
  std::vector<Finding> findings;
  const std::string text = slow.Bytes();
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const auto begin = Clock::now();
    (void)detectors.Find(text, {.kind = slow.kind}, findings);
    best = std::min(best, Micros(begin));
  }
  return best;
}

std::u32string CharactersOf(std::string_view text) {
  std::u32string characters;
  for (size_t at = 0; at < text.size();) {
    const adit::DecodedCodePoint decoded = adit::DecodeUtf8(text, at);
    characters.push_back(decoded.code_point);
    at += static_cast<size_t>(decoded.size);
  }
  return characters;
}

// What the search begins with, beside the texts of Adversarial().
std::vector<std::string> FurtherSeeds() {
  return {"Иванова Мария ",     "Παπαδοπουλου Ελενη ", "王小明 田中太郎 ",
          "김철수 님 ",         "محمد بن علي ",        "רחל כהן ",
          "अनिल कुमार ",         "Ｍａｘ４７１１ ",     "улица Ленина 5, ",
          "ул. Мира 12 кв 3 ",  "東京都千代田区1-1",   "\u200B1\u20102",
          "Dr. von der Li A. ", "a1b2c3d4e5f6g7h8",    "Rua 1, 2 ap 3 ",
          "1 A 2 B 3 C "};
}

// One character changed, or a stretch of this or another text put in, or one taken out.
std::u32string Changed(std::u32string text, const std::u32string& other,
                       adit::SeededRandom& random) {
  static constexpr std::u32string_view kTelling = U"0123456789 .,-:/@_'|()\n<>=&%АяΩ王あ김मא\u0301";
  const size_t from = random.Below(text.size());
  const size_t size = 1 + random.Below(40);
  switch (random.Below(5)) {
    case 0:
      text[from] = static_cast<char32_t>(32 + random.Below(95));
      break;
    case 1:
      text[from] = kTelling[random.Below(kTelling.size())];
      break;
    case 2:
      text.insert(from, other.substr(random.Below(other.size()), size));
      break;
    case 3:
      text.erase(from, size);
      break;
    default:
      text.insert(from, text.substr(from, size));
      break;
  }
  while (text.size() < Slow::kBytes) text += text.empty() ? std::u32string(U"1 ") : text;
  text.resize(Slow::kBytes);
  return text;
}

// A search for texts of 256 bytes that take long: what takes longest is changed and crossed
// further. Writes the worst into `folder`, when given, for the corpus.
void SearchWorst(int rounds, const char* folder) {
  constexpr size_t kKept = 48;
  static constexpr adit::TextKind kKinds[] = {
      adit::TextKind::kText, adit::TextKind::kWindowTitle, adit::TextKind::kElementName,
      adit::TextKind::kUrl,  adit::TextKind::kPath,        adit::TextKind::kValue};
  DetectorSet detectors;
  adit::SeededRandom random(static_cast<uint64_t>(rounds));
  std::vector<Slow> kept;
  std::vector<std::string> seeds = Adversarial();
  for (const std::string& unit : FurtherSeeds()) seeds.push_back(unit);
  for (const std::string& seed : seeds) {
    Slow slow{.characters = CharactersOf(seed)};
    while (slow.characters.size() < Slow::kBytes) slow.characters += slow.characters;
    slow.characters.resize(Slow::kBytes);
    slow.micros = TimeOf(detectors, slow, 3);
    kept.push_back(std::move(slow));
  }
  const auto order = [](const Slow& a, const Slow& b) { return a.micros > b.micros; };
  for (int i = 0; i < rounds * 1000; ++i) {
    const Slow& parent = kept[random.Below(kept.size())];
    Slow slow{.characters =
                  Changed(parent.characters, kept[random.Below(kept.size())].characters, random),
              .kind = random.Chance(0.1) ? kKinds[random.Below(std::size(kKinds))] : parent.kind};
    slow.micros = TimeOf(detectors, slow, 3);
    if (kept.size() >= kKept && slow.micros <= kept.back().micros) continue;
    slow.micros = TimeOf(detectors, slow, 7);
    kept.push_back(std::move(slow));
    std::sort(kept.begin(), kept.end(), order);
    if (kept.size() > kKept) kept.resize(kKept);
  }
  double worst = 0;
  for (const Slow& slow : kept) worst = std::max(worst, TimeOf(detectors, slow, 30));
  std::printf("worst text that %d steps of search found: %.1f us\n", rounds * 1000, worst);
  for (size_t i = 0; folder != nullptr && i < 4 && i < kept.size(); ++i) {
    std::ofstream(std::string(folder) + "/slow_" + std::to_string(i + 1), std::ios::binary)
        << kept[i].Bytes();
  }
}

void BenchBulk(int rounds) {
  std::string text;
  for (const std::string& title : Titles(700, true)) text += title + "\n";
  DetectorSet detectors;
  std::vector<Finding> findings;
  (void)detectors.Find(text, {}, findings);
  const double start = CpuMicros();
  for (int i = 0; i < rounds; ++i) (void)detectors.Find(text, {}, findings);
  const double total = CpuMicros() - start;
  std::printf("bulk text of %zu KiB: %.1f MB/s, %zu findings\n", text.size() / 1024,
              static_cast<double>(text.size()) * rounds / total, findings.size());
}

void BenchScrub(int rounds, size_t screens) {
  adit::ScrubKeys keys;
  auto policy = adit::Policy::FromJson(
      R"({"format": 1, "id": "bench", "version": 1, "expires": "2099-01-01T00:00:00Z",
          "legal": {"basis": "bench", "information": "bench"}, "applications": {"default": "allow"}})",
      "bench");
  auto scrubber = *adit::Scrubber::Create(*policy, std::move(keys),
                                          {.user_names = {"jdoe"}, .host_names = {"pc-17"}});
  const std::vector<std::string> titles = Titles(screens, true);
  const int64_t wall = *adit::ParseTime("2026-03-02T10:00:00Z");
  adit::SeededRandom random(3);
  const size_t events = static_cast<size_t>(rounds) * 20'000;
  size_t recorded = 0;
  double total = 0;
  std::vector<adit::UiEvent> batch;
  for (size_t i = 0; i < events; ++i) {
    adit::UiEvent event;
    event.fields.action = adit::ActionType::kClick;
    event.fields.wall_us = wall;
    event.app_name = adit::RawText("ERP Client");
    event.app_executable = adit::RawText("erp.bin");
    event.window_title = adit::RawText(titles[random.Below(screens)]);
    event.element_role = adit::RawText("push button");
    event.element_name = adit::RawText(random.Chance(0.5) ? "Save" : "Customer name");
    event.element_id = adit::RawText("btnSave");
    batch.push_back(std::move(event));
    if (batch.size() < 1000) continue;
    const double begin = CpuMicros();
    for (adit::UiEvent& raw : batch) recorded += scrubber->Scrub(std::move(raw)).has_value();
    total += CpuMicros() - begin;
    batch.clear();
  }
  std::printf("scrub, %5zu screens x 2 elements: %9.0f events/s (%zu recorded)\n", screens,
              static_cast<double>(events) * 1e6 / total, recorded);
}

}  // namespace

// Memory of this process in KiB by its kind ("RssAnon:", "RssFile:").
long ResidentKib(const std::string& kind) {
  std::ifstream status("/proc/self/status");
  std::string word;
  long kib = 0;
  while (status >> word) {
    if (word == kind && status >> kib) return kib;
  }
  return 0;
}

// bench_masking [rounds] [titles|worst|search|bulk|scrub] [folder for the worst texts found]
int main(int argc, char** argv) {
  const int rounds = std::max(1, argc > 1 ? std::atoi(argv[1]) : 20);
  const std::string_view only = argc > 2 ? argv[2] : "";
  const auto wanted = [&only](std::string_view part) { return only.empty() || only == part; };
  const auto start = Clock::now();
  const long anonymous = ResidentKib("RssAnon:");
  const long of_file = ResidentKib("RssFile:");
  DetectorSet warm;
  std::vector<Finding> found;
  for (const std::string& title : Titles(1000, true)) (void)warm.Find(title, {}, found);
  std::printf(
      "tables built and used in %.1f ms; resident: %.1f MiB of tables and working memory, "
      "%.1f MiB of the program's own text and lists\n\n",
      Micros(start) / 1000, static_cast<double>(ResidentKib("RssAnon:") - anonymous) / 1024,
      static_cast<double>(ResidentKib("RssFile:") - of_file) / 1024);
  if (wanted("titles")) {
    std::printf("%-28s %8s %8s %8s %8s %10s\n", "detection", "mean us", "p99 us", "max us", "MB/s",
                "findings");
    BenchDetect("titles of 85 B, no value", Titles(1000, false), rounds);
    BenchDetect("titles of 85 B, 1/3 values", Titles(1000, true), rounds);
  }
  if (wanted("worst")) BenchWorst(Adversarial(), rounds);
  if (wanted("search")) SearchWorst(rounds, argc > 3 ? argv[3] : nullptr);
  if (wanted("bulk")) BenchBulk(rounds);
  if (wanted("scrub")) {
    for (const size_t screens : {50, 1000, 20000}) BenchScrub(rounds, screens);
  }
  return 0;
}
