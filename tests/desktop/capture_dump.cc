// capture_dump [--for SECONDS] [--raw]: prints what the Linux source sees, one event a line,
// without screen texts; --raw adds them, for the test that must know that the right element was
// meant.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "agent/linux/linux_source.h"

namespace {

volatile std::sig_atomic_t interrupted = 0;

class PrintingSink final : public adit::EventSink {
 public:
  explicit PrintingSink(bool raw) : raw_(raw) {}
  bool Offer(adit::UiEvent event) override {
    const adit::EventFields& f = event.fields;
    std::printf("%-18s app=%s role=%s", std::string(adit::ActionTypeName(f.action)).c_str(),
                event.app_name.UnmaskedForScrub().c_str(),
                event.element_role.UnmaskedForScrub().c_str());
    if (f.value_class != adit::ValueClass::kNone) {
      std::printf(" value=%s/%d", std::string(adit::ValueClassName(f.value_class)).c_str(),
                  f.value_length_bucket);
    }
    if (f.content_kind != adit::ContentKind::kNone) {
      std::printf(" content=%s/%d/%zu", std::string(adit::ContentKindName(f.content_kind)).c_str(),
                  f.content_size_bucket, event.content.UnmaskedForScrub().size());
    }
    if (f.duration_us > 0) std::printf(" ms=%lld", static_cast<long long>(f.duration_us / 1000));
    if (f.count > 1) std::printf(" count=%u", f.count);
    if (event.secret) std::printf(" SECRET");
    if (!event.detail.empty()) std::printf(" detail=%s", event.detail.UnmaskedForScrub().c_str());
    if (raw_) {
      std::printf(" | name='%s' id='%s' title='%s' doc='%s' path='%s' exe=%s wrole=%s",
                  event.element_name.UnmaskedForScrub().c_str(),
                  event.element_id.UnmaskedForScrub().c_str(),
                  event.window_title.UnmaskedForScrub().c_str(),
                  event.document.UnmaskedForScrub().c_str(),
                  event.element_path.UnmaskedForScrub().c_str(),
                  event.app_executable.UnmaskedForScrub().c_str(),
                  event.window_role.UnmaskedForScrub().c_str());
    }
    std::printf("\n");
    std::fflush(stdout);
    return true;
  }
  bool OfferWaiting(adit::UiEvent event, int) override { return Offer(std::move(event)); }
  void Finished(adit::Status outcome) override {
    std::printf("finished: %s\n", outcome.ToString().c_str());
    std::fflush(stdout);
  }

 private:
  const bool raw_;
};

}  // namespace

int main(int argc, char** argv) {
  int seconds = 10;
  bool raw = false;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--raw") raw = true;
    if (std::string_view(argv[i]) == "--for" && i + 1 < argc) seconds = std::atoi(argv[++i]);
  }
  PrintingSink sink(raw);
  const auto source = adit::MakeLinuxSource({}, adit::SystemClock());
  const adit::Status started = source->Start(sink);
  if (!started.ok()) {
    std::fprintf(stderr, "%s\n", started.ToString().c_str());
    return 1;
  }
  const adit::CaptureCapabilities have = source->capabilities();
  std::printf("backend %s\n", have.backend.c_str());
  for (const std::string& missing : have.missing) std::printf("missing %s\n", missing.c_str());
  std::signal(SIGINT, [](int) { interrupted = 1; });
  for (int i = 0; i < seconds * 10 && interrupted == 0; ++i) {
    adit::SystemClock().SleepMicros(adit::kMicrosPerSecond / 10);
  }
  source->Stop();
  return 0;
}
