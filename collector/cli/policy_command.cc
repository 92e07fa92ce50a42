#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "collector/cli/commands.h"
#include "collector/cli/policy_trial.h"
#include "collector/cli/waiting.h"
#include "common/base/clock.h"
#include "common/base/json_text.h"
#include "common/crypto/key_file.h"
#include "common/io/file_system.h"
#include "privacy/policy/default_policy.h"
#include "privacy/policy/policy_json.h"
#include "privacy/policy/policy_lint.h"
#include "privacy/policy/policy_render.h"
#include "privacy/policy/signed_policy.h"

namespace adit::cli {
namespace {

struct PolicyArguments {
  std::string file;    // "-" or "default": the built-in policy
  std::string second;  // diff: the newer one; test: the corpus; sign: the key
  std::string out;
  std::string language = "en";
  std::string kind = "agreement";
  bool strict = false;
  bool json = false;
  uint64_t events = 20'000;
  uint64_t seed = 1;
  TrialEvent event;
};

int Failed(const Status& status, int code = kExitInput) {
  std::cerr << "adit policy: " << status.message() << "\n";
  return code;
}

Result<std::string> ReadText(const std::string& path, uint64_t limit) {
  if (path == "default") return std::string(DefaultPolicyText());
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(RealFileSystem(), path, limit));
  return std::string(AsText(bytes));
}

Result<std::shared_ptr<const Policy>> ReadPolicy(const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const std::string text, ReadText(path, kMaxPolicyBytes + 256));
  return Policy::FromJson(DocumentOfPolicyText(text), path);
}

std::string JsonList(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ",";
    AppendJsonText(out, text);
  }
  return out + "]";
}

int RunLint(const PolicyArguments& a) {
  const auto policy = ReadPolicy(a.file);
  if (!policy.ok()) return Failed(policy.status());
  LintLevel worst = LintLevel::kNote;
  for (const LintFinding& finding : LintPolicy((*policy)->document(), SystemClock().WallMicros())) {
    worst = std::max(worst, finding.level);
    if (a.json) {
      std::cout << JsonObjectWriter()
                       .Text("level", LintLevelName(finding.level))
                       .Text("place", finding.place)
                       .Text("message", finding.message)
                       .Take()
                << "\n";
    } else {
      std::cout << a.file << ": " << LintLevelName(finding.level) << ": " << finding.place << ": "
                << finding.message << "\n";
    }
  }
  const LintLevel limit = a.strict ? LintLevel::kWarning : LintLevel::kError;
  return worst >= limit ? kExitRefused : kExitOk;
}

int RunTest(const PolicyArguments& a) {
  const auto policy = ReadPolicy(a.file);
  if (!policy.ok()) return Failed(policy.status());
  size_t embedded = 0;
  for (const CustomDetector& rule : (*policy)->document().custom_detectors) {
    embedded += rule.must_match.size() + rule.must_not_match.size();
  }
  ExampleOutcome outcome;
  if (!a.second.empty()) {
    const Result<std::string> text = ReadText(a.second, uint64_t{256} << 20);
    if (!text.ok()) return Failed(text.status());
    const auto texts = ParseLabelledFile(*text, a.second);
    if (!texts.ok()) return Failed(texts.status());
    outcome = Showing("try the examples",
                      [&] { return TryExamples(*policy, *texts, SystemClock().WallMicros()); });
  }
  if (a.json) {
    std::cout << JsonObjectWriter()
                     .Unsigned("embedded_examples", embedded)
                     .Unsigned("examples", outcome.examples)
                     .Unsigned("passed", outcome.passed)
                     .Raw("failures", JsonList(outcome.failures))
                     .Take()
              << "\n";
  } else {
    for (const std::string& failure : outcome.failures) std::cout << failure << "\n";
    std::cout << embedded << " embedded examples hold; " << outcome.passed << " of "
              << outcome.examples << " examples of the corpus hold\n";
  }
  return outcome.passed == outcome.examples ? kExitOk : kExitRefused;
}

void PrintExplanation(const EventExplanation& explanation, bool json) {
  if (!json) {
    std::cout << "event: " << explanation.verdict << ", by " << explanation.rule << "\n";
  }
  std::string texts = "[";
  for (const TextExplanation& text : explanation.texts) {
    if (json) {
      texts += (texts.size() > 1 ? "," : "") + JsonObjectWriter()
                                                   .Text("field", TextFieldName(text.field))
                                                   .Text("rule", text.rule)
                                                   .Text("action", FieldActionName(text.action))
                                                   .Raw("findings", JsonList(text.findings))
                                                   .Text("masked_whole", text.whole)
                                                   .Text("result", text.result)
                                                   .Take();
      continue;
    }
    std::cout << TextFieldName(text.field) << ": " << FieldActionName(text.action) << ", by "
              << text.rule << "\n";
    for (const std::string& finding : text.findings) std::cout << "    found " << finding << "\n";
    if (!text.whole.empty()) std::cout << "    masked whole: " << text.whole << "\n";
    std::cout << "    → " << (text.result.empty() ? "(nothing)" : text.result) << "\n";
  }
  if (json) {
    std::cout << JsonObjectWriter()
                     .Text("verdict", explanation.verdict)
                     .Text("rule", explanation.rule)
                     .Raw("texts", texts + "]")
                     .Take()
              << "\n";
  }
}

int RunExplain(const PolicyArguments& a) {
  const auto policy = ReadPolicy(a.file);
  if (!policy.ok()) return Failed(policy.status());
  const auto explanation = ExplainEvent(*policy, a.event, SystemClock().WallMicros());
  if (!explanation.ok()) return Failed(explanation.status(), kExitUsage);
  PrintExplanation(*explanation, a.json);
  return kExitOk;
}

int RunDiff(const PolicyArguments& a) {
  const auto before = ReadPolicy(a.file);
  if (!before.ok()) return Failed(before.status());
  const auto after = ReadPolicy(a.second);
  if (!after.ok()) return Failed(after.status());
  const auto difference = Showing("compare on simulated events", [&] {
    return ComparePolicies(*before, *after, a.events, a.seed);
  });
  if (!difference.ok()) return Failed(difference.status(), kExitFailed);
  std::string fields;
  JsonObjectWriter counts;
  for (const auto& [field, count] : difference->changed_texts) {
    fields += "  " + field + ": " + std::to_string(count) + " texts differ\n";
    counts.Unsigned(field, count);
  }
  if (a.json) {
    std::cout << JsonObjectWriter()
                     .Raw("removed", JsonList(difference->removed))
                     .Raw("added", JsonList(difference->added))
                     .Unsigned("events", difference->events)
                     .Unsigned("newly_recorded", difference->newly_recorded)
                     .Unsigned("no_longer_recorded", difference->no_longer_recorded)
                     .Raw("changed_texts", counts.Take())
                     .Raw("examples", JsonList(difference->examples))
                     .Take()
              << "\n";
    return kExitOk;
  }
  for (const std::string& line : difference->removed) std::cout << "- " << line << "\n";
  for (const std::string& line : difference->added) std::cout << "+ " << line << "\n";
  std::cout << "On " << difference->events
            << " simulated events (nobody's data): " << difference->newly_recorded
            << " newly recorded, " << difference->no_longer_recorded << " no longer\n"
            << fields;
  for (const std::string& example : difference->examples) std::cout << "    " << example << "\n";
  return kExitOk;
}

int RunRender(const PolicyArguments& a) {
  const auto policy = ReadPolicy(a.file);
  if (!policy.ok()) return Failed(policy.status());
  std::cout << RenderPolicy((*policy)->document(), *ParseRenderLanguage(a.language),
                            *ParseRenderKind(a.kind));
  return kExitOk;
}

Status WriteOut(const std::string& path, const std::string& text) {
  if (!path.empty()) return WriteFileAtomically(RealFileSystem(), path, AsBytes(text));
  std::cout << text;
  return std::cout.flush() ? OkStatus() : Internal("cannot write to standard output");
}

int RunSign(const PolicyArguments& a) {
  const Result<std::string> text = ReadText(a.file, kMaxPolicyBytes + 256);
  if (!text.ok()) return Failed(text.status());
  const std::string_view document = DocumentOfPolicyText(*text);
  // A policy that no agent would accept is not signed.
  const auto policy = OpenLocalPolicy(document, a.file, SystemClock().WallMicros());
  if (!policy.ok()) return Failed(policy.status());
  const auto key = crypto::LoadSigningKey(RealFileSystem(), a.second);
  if (!key.ok()) return Failed(key.status());
  const Status written = WriteOut(a.out, SignPolicy(document, *key));
  if (!written.ok()) return Failed(written, kExitFailed);
  std::cerr << "signed " << policy->policy->document().id << " version "
            << policy->policy->version() << " with key " << HexEncode(key->id()) << "\n";
  return kExitOk;
}

int RunKey(const PolicyArguments& a) {
  const crypto::SigningKeyPair key = crypto::GenerateSigningKeyPair();
  const Status saved = crypto::SaveSigningKey(RealFileSystem(), a.file, key);
  if (!saved.ok()) return Failed(saved);
  std::cout << HexEncode(key.public_key) << "\n";
  std::cerr << "the secret key is in " << a.file
            << "; the line above is the public key for the setting policy.keys\n";
  return kExitOk;
}

using Shared = std::shared_ptr<PolicyArguments>;

CLI::App* AddPart(CLI::App& policy, const Shared& a, int& exit_code, const char* name,
                  const char* help, const char* examples, int (*run)(const PolicyArguments&)) {
  CLI::App* part = policy.add_subcommand(name, help);
  part->footer(std::string("Example:\n") + examples);
  part->callback([a, &exit_code, run] { exit_code = run(*a); });
  return part;
}

void AddFile(CLI::App& part, const Shared& a) {
  part.add_option("file", a->file, "Policy file, signed or not; \"default\" is the built-in one")
      ->required();
}

void AddExplain(CLI::App& policy, const Shared& a, int& exit_code) {
  CLI::App* part = AddPart(policy, a, exit_code, "explain",
                           "Say which rule decides an event and each of its texts",
                           "  adit policy explain default --app Firefox --document "
                           "https://crm.example/case/4711 --label Save",
                           RunExplain);
  AddFile(*part, a);
  part->add_option("--app", a->event.app, "Application's name")->required();
  part->add_option("--executable", a->event.executable, "Its program file");
  part->add_option("--title", a->event.title, "Window title");
  part->add_option("--window-role", a->event.window_role, "Kind of window");
  part->add_option("--document", a->event.document, "URL or path");
  part->add_option("--role", a->event.role, "Kind of element");
  part->add_option("--label", a->event.label, "Name of the element");
  part->add_option("--element-id", a->event.element_id, "Developer's identifier");
  part->add_option("--action", a->event.action, "What happened [click]");
  part->add_flag("--secret", a->event.secret, "A password field");
  part->add_flag("--json", a->json, "Print one JSON document");
}

}  // namespace

void AddPolicyCommand(CLI::App& tool, int& exit_code) {
  CLI::App* policy = tool.add_subcommand(
      "policy", "The privacy officer's tools: check, try, compare, explain and sign policies");
  policy->require_subcommand(1);
  policy->footer(
      "Examples:\n"
      "  adit policy render default                  the shipped policy in plain language\n"
      "  adit policy lint ours.json                  mistakes and weak promises\n"
      "  adit policy explain ours.json --app Mail --title \"Offer to Ms Meier\"\n"
      "Keys and rules: docs/formats/policy.md");
  const auto a = std::make_shared<PolicyArguments>();
  CLI::App* lint = AddPart(
      *policy, a, exit_code, "lint", "Find dead, shadowed and too broad rules and weak promises",
      "  adit policy lint default\n"
      "  adit policy lint ours.json --strict\n"
      "\n"
      "Exit codes: 0 no error (with --strict no warning either); 2 the command "
      "line is wrong;\n"
      "3 the policy cannot be read, the message names line and key; 4 findings",
      RunLint);
  AddFile(*lint, a);
  lint->add_flag("--strict", a->strict, "Exit with 4 on warnings too");
  lint->add_flag("--json", a->json, "One JSON object a finding");
  CLI::App* test =
      AddPart(*policy, a, exit_code, "test",
              "Run the embedded examples, and a corpus of texts with what must come out",
              "  adit policy test ours.json --corpus examples.jsonl\n"
              "\n"
              "Exit codes: 0 all hold; 2 the command line is wrong; 3 policy or corpus cannot be "
              "read;\n"
              "4 examples do not hold",
              RunTest);
  AddFile(*test, a);
  test->add_option(
      "--corpus", a->second,
      "JSON lines: \"text\", \"field\", \"context\": {\"app\"}, and \"masked\" or \"spans\"");
  test->add_flag("--json", a->json, "Print one JSON document");
  AddExplain(*policy, a, exit_code);
  CLI::App* diff =
      AddPart(*policy, a, exit_code, "diff",
              "Show in plain language and on simulated events what a new version changes",
              "  adit policy diff default ours.json", RunDiff);
  AddFile(*diff, a);
  diff->add_option("newer", a->second, "The newer policy")->required();
  diff->add_option("--events", a->events, "Simulated events [20000]")
      ->check(CLI::Range(0, 10'000'000));
  diff->add_option("--seed", a->seed, "Seed of the simulation [1]");
  diff->add_flag("--json", a->json, "Print one JSON document");
  CLI::App* render = AddPart(*policy, a, exit_code, "render",
                             "Write the policy as plain language for a works agreement",
                             "  adit policy render ours.json --language de > agreement.md\n"
                             "  adit policy render ours.json --as assessment",
                             RunRender);
  AddFile(*render, a);
  render->add_option("--language", a->language, "en, de or fr")
      ->check(CLI::IsMember({"en", "de", "fr"}));
  render
      ->add_option("--as", a->kind,
                   "agreement, or a draft of the impact assessment or the record of processing")
      ->check(CLI::IsMember({"agreement", "assessment", "record"}));
  CLI::App* sign =
      AddPart(*policy, a, exit_code, "sign", "Sign a policy that an agent would accept",
              "  adit policy sign ours.json --key officer.key --out ours.signed", RunSign);
  AddFile(*sign, a);
  sign->add_option("--key", a->second, "Signing key made by `adit policy key`")->required();
  sign->add_option("--out", a->out, "Signed file (default: standard output)");
  AddPolicyLearn(*policy, exit_code);
  CLI::App* key =
      AddPart(*policy, a, exit_code, "key", "Make a signing key and print its public half",
              "  adit policy key officer.key", RunKey);
  key->add_option("file", a->file, "New file for the secret key")->required();
}

}  // namespace adit::cli
