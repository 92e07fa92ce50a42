#include "agent/linux/desktop_watch.h"

#include <algorithm>
#include <utility>

#include "agent/capture/replay_source.h"
#include "agent/capture/window_text.h"
#include "agent/linux/package_version.h"
#include "agent/linux/x11_idle.h"

namespace adit {
namespace {

constexpr int64_t kTickUs = 200'000;
constexpr int64_t kIdleCheckUs = 2'000'000;
constexpr char kBusGap[] = "no accessibility bus";

}  // namespace

DesktopWatch::DesktopWatch(LinuxSourceOptions options, Clock& clock, Emit emit)
    : options_(std::move(options)), clock_(clock), emit_(std::move(emit)) {}

DesktopWatch::~DesktopWatch() = default;

Status DesktopWatch::Open() {
  capabilities_ = {};
  events_ = std::make_unique<EventSequencer>();
  coalescer_ = std::make_unique<Coalescer>([this](UiEvent event) { Deliver(std::move(event)); });
  desktop_ = std::make_unique<DesktopState>(clock_, MonitorClass::kUnknown);
  if (versions_ == nullptr) {
    versions_ = std::make_unique<ProgramVersions>(
        [](const std::string& program) { return PackageVersionOf(RealFileSystem(), program); });
  }
  const Status windows = OpenWindows();
  if (!windows.ok()) capabilities_.missing.push_back("windows: " + windows.message());
  OpenBuses();
  const bool elements = accessibility_ != nullptr;
  if (!windows.ok() && !elements) {
    const std::string accessibility = accessibility_status_.message();
    // A start that fails tells by its status; the sink hears nothing.
    gaps_ = GapLog();
    events_ = std::make_unique<EventSequencer>();
    Close();
    return Unavailable("nothing to capture: " + windows.message() + "; " + accessibility);
  }
  if (elements) capabilities_.backend += capabilities_.backend.empty() ? "atspi" : "+atspi";
  TellCapabilities();
  return OkStatus();
}

Status DesktopWatch::OpenWindows() {
  if (IsWaylandSession()) {
    // The X server of a Wayland session sees only the programs that still use X: never a whole
    // desktop.
    const Status wayland = OpenWayland();
    capabilities_.backend = wayland.ok() ? "wayland-wlr" : "wayland";
    return wayland;
  }
  const Status x11 = OpenX11();
  if (x11.ok()) capabilities_.backend = "x11";
  return x11;
}

void DesktopWatch::OpenBuses() {
  auto system_bus = DbusConnection::OpenSystem();
  if (system_bus.ok()) system_bus_ = std::move(system_bus).value();
  auto session_bus = DbusConnection::OpenSession();
  if (session_bus.ok()) {
    session_bus_ = std::move(session_bus).value();
    OpenAccessibility();
    // Start-up alone waits; afterwards the bus is looked for without waiting.
    session_bus_->ProcessUntil([this] { return !connecting_; }, kBusAddressDeadlineUs + kTickUs)
        .IgnoreError();
  } else {
    accessibility_status_ = session_bus.status();
  }
  if (accessibility_ == nullptr) {
    capabilities_.missing.push_back("elements: " + accessibility_status_.message());
    gaps_.Begin(kBusGap, clock_.MonotonicMicros());
  }
  session_ = std::make_unique<SessionWatch>(
      session_bus_.get(), system_bus_.get(),
      SessionWatch::Listener{[this](bool locked) { OnLock(locked); }});
  capabilities_.lock = session_->Start();
}

void DesktopWatch::OpenAccessibility() {
  connecting_ = true;
  retry_us_ = clock_.MonotonicMicros() + kBusRetryUs;
  if (accessibility_bus_ == nullptr)
    accessibility_bus_ = std::make_unique<AccessibilityBus>(*session_bus_);
  accessibility_bus_->Connect([this](Result<std::unique_ptr<DbusConnection>> connected) {
    connecting_ = false;
    OnAccessibilityBus(std::move(connected));
  });
}

void DesktopWatch::OnAccessibilityBus(Result<std::unique_ptr<DbusConnection>> connected) {
  if (!connected.ok()) {
    accessibility_status_ = connected.status();
    return;
  }
  accessibility_connection_ = std::move(connected).value();
  AccessibilityWatchOptions options;
  options.windows = display_ == nullptr && toplevels_ == nullptr;
  options.version_of = [this](uint32_t pid) { return versions_->Of(pid); };
  if (display_ != nullptr) {
    options.sync_windows = [this] { windows_->Refresh(); };
    options.recent_input = [this] { return ReadIdleMs(*display_).value_or(0) < 2000; };
  }
  accessibility_ = std::make_unique<AccessibilityWatch>(*accessibility_connection_, clock_,
                                                        *events_, *desktop_, options);
  accessibility_->SetLevel(level_);
  accessibility_status_ = accessibility_->Start();
  if (!accessibility_status_.ok()) return LoseAccessibility(accessibility_status_.message());
  capabilities_.elements = capabilities_.values = capabilities_.documents = true;
  if (options.windows) capabilities_.windows = capabilities_.titles = true;
  EndGap(kBusGap);
}

void DesktopWatch::LoseAccessibility(const std::string& reason) {
  accessibility_.reset();
  accessibility_connection_.reset();
  accessibility_status_ = Unavailable(reason);
  gaps_.Begin(kBusGap, clock_.MonotonicMicros());
  UiEvent event = desktop_->NewEvent(ActionType::kDegradation);
  event.detail = RawText(std::string(CaptureLevelName(CaptureLevel::kWindowOnly)));
  events_->Add(std::move(event));
}

// One event that says what this desktop cannot give, so that no analyst takes absence for idleness.
void DesktopWatch::TellCapabilities() {
  std::string missing;
  const auto name = [&missing](bool have, const char* what) {
    if (!have) missing += (missing.empty() ? "" : ", ") + std::string(what);
  };
  name(capabilities_.windows, "windows");
  name(capabilities_.titles, "titles");
  name(capabilities_.elements, "elements");
  name(capabilities_.values, "values");
  name(capabilities_.documents, "documents");
  name(capabilities_.clipboard, "clipboard");
  name(input_ != nullptr, "clicks and chords");
  name(capabilities_.idle, "idle");
  name(capabilities_.lock, "lock");
  if (missing.empty()) return;
  UiEvent event = desktop_->NewEvent(ActionType::kCaptureGap);
  event.detail = RawText("unsupported: " + missing);
  events_->Add(std::move(event));
}

void DesktopWatch::EndGap(const std::string& reason) {
  const auto gap = gaps_.End(reason, clock_.MonotonicMicros());
  if (!gap) return;
  UiEvent event = desktop_->NewEvent(ActionType::kCaptureGap);
  event.fields.duration_us = gap->duration_us;
  event.detail = RawText(gap->reason);
  events_->Add(std::move(event));
}

void DesktopWatch::Close() {
  if (accessibility_ != nullptr) accessibility_->CommitEdits();
  while (const auto reason = gaps_.AnyOpen()) EndGap(*reason);
  if (events_ != nullptr) {
    Flush(INT64_MAX);
    coalescer_->Flush();
  }
  accessibility_.reset();
  accessibility_connection_.reset();
  accessibility_bus_.reset();
  session_.reset();
  system_bus_.reset();
  session_bus_.reset();
  clipboard_.reset();
  input_.reset();
  windows_.reset();
  display_.reset();
  toplevels_.reset();
  events_.reset();
  coalescer_.reset();
  opened_us_.clear();
  verdicts_.clear();
  undecided_.clear();
  idle_since_us_ = 0;
  connecting_ = false;
}

void DesktopWatch::SetLevel(CaptureLevel level) {
  level_ = level;
  if (accessibility_ != nullptr) accessibility_->SetLevel(level);
}

void DesktopWatch::AddPollFds(std::vector<pollfd>& fds) const {
  if (display_ != nullptr) fds.push_back({display_->fd(), POLLIN, 0});
  if (toplevels_ != nullptr) fds.push_back({toplevels_->fd(), POLLIN, 0});
  for (const DbusConnection* bus :
       {session_bus_.get(), system_bus_.get(), accessibility_connection_.get()}) {
    if (bus != nullptr) fds.push_back({bus->fd(), bus->events(), 0});
  }
}

int64_t DesktopWatch::NextDeadlineUs() const {
  int64_t next = next_idle_check_us_;
  for (const DbusConnection* bus :
       {session_bus_.get(), system_bus_.get(), accessibility_connection_.get()}) {
    if (bus != nullptr) next = bus->has_more() ? 0 : std::min(next, bus->NextDeadlineUs());
  }
  if (const auto deadline = events_->NextDeadline()) next = std::min(next, *deadline);
  if (clipboard_ != nullptr)
    next = std::min(next, clipboard_->NextDeadlineUs().value_or(INT64_MAX));
  if (accessibility_ != nullptr) {
    next = std::min(next, accessibility_->NextDeadlineUs().value_or(INT64_MAX));
  } else if (session_bus_ != nullptr) {
    next = std::min(next, retry_us_);
  }
  return next;
}

Status DesktopWatch::Turn() {
  const int64_t now_us = clock_.MonotonicMicros();
  // The window in front first: signals of the accessibility bus refer to it.
  HandleX11(now_us);
  if (display_ != nullptr && display_->lost()) return Unavailable("the X server went away");
  if (toplevels_ != nullptr) ADIT_RETURN_IF_ERROR(toplevels_->Process());
  if (session_bus_ != nullptr && !session_bus_->Process().ok()) {
    return Unavailable("the D-Bus session bus went away: the desktop session ended");
  }
  if (system_bus_ != nullptr && !system_bus_->Process().ok()) {
    session_.reset();
    system_bus_.reset();
    session_ = std::make_unique<SessionWatch>(
        session_bus_.get(), nullptr,
        SessionWatch::Listener{[this](bool locked) { OnLock(locked); }});
    capabilities_.lock = session_->Start();
  }
  if (accessibility_connection_ != nullptr) {
    const Status alive = accessibility_connection_->Process();
    if (!alive.ok()) LoseAccessibility(alive.message());
  }
  if (accessibility_ != nullptr) {
    accessibility_->OnTick(now_us);
  } else if (session_bus_ != nullptr && !connecting_ && now_us >= retry_us_) {
    OpenAccessibility();
  }
  RetryVerdict(now_us);
  CheckIdle(now_us);
  coalescer_->Tick(now_us);
  Flush(now_us);
  return OkStatus();
}

void DesktopWatch::Flush(int64_t now_us) {
  events_->Flush(now_us, [this](UiEvent event) {
    if (event.fields.action == ActionType::kScroll) {
      coalescer_->ScrollTick(std::move(event));
    } else {
      coalescer_->Handle(std::move(event));
    }
  });
}

void DesktopWatch::Deliver(UiEvent event) {
  if (IsWantedAt(level_, event.fields.action)) emit_(std::move(event));
}

void DesktopWatch::OnLock(bool locked) {
  if (accessibility_ != nullptr) accessibility_->CommitEdits();
  UiEvent event = desktop_->NewEvent(locked ? ActionType::kLock : ActionType::kUnlock);
  if (locked) {
    locked_since_us_ = event.fields.monotonic_us;
  } else if (locked_since_us_ != 0) {
    event.fields.duration_us = event.fields.monotonic_us - locked_since_us_;
    locked_since_us_ = 0;
  }
  events_->Add(std::move(event));
}

void DesktopWatch::CheckIdle(int64_t now_us) {
  if (now_us < next_idle_check_us_) return;
  next_idle_check_us_ = now_us + kIdleCheckUs;
  if (display_ != nullptr) {
    if (const auto idle_ms = ReadIdleMs(*display_)) OnIdle(*idle_ms);
  } else if (session_ != nullptr) {
    session_->ReadIdleMs([this](std::optional<int64_t> idle_ms) {
      if (idle_ms) OnIdle(*idle_ms);
    });
  }
}

void DesktopWatch::OnIdle(int64_t idle_ms) {
  capabilities_.idle = true;
  const int64_t now_us = clock_.MonotonicMicros();
  const int64_t idle_us = idle_ms * 1000;
  if (idle_since_us_ == 0 && idle_us >= options_.idle_after_us) {
    if (accessibility_ != nullptr) accessibility_->CommitEdits();
    idle_since_us_ = std::max<int64_t>(now_us - idle_us, 1);
    UiEvent event = desktop_->NewEvent(ActionType::kIdleStart);
    event.fields.wall_us -= now_us - idle_since_us_;
    event.fields.monotonic_us = idle_since_us_;
    events_->Add(std::move(event));
  } else if (idle_since_us_ != 0 && idle_us < options_.idle_after_us) {
    UiEvent event = desktop_->NewEvent(ActionType::kIdleEnd);
    event.fields.duration_us = std::max<int64_t>(now_us - idle_us - idle_since_us_, 0);
    events_->Add(std::move(event));
    idle_since_us_ = 0;
  }
}

}  // namespace adit
