#include "agent/macos/workspace_notices.h"

#import <AppKit/AppKit.h>

#include <utility>

namespace adit {
namespace {

std::string Text(NSString* text) {
  return text == nil ? std::string() : std::string(text.UTF8String);
}

AxApplication Describe(NSRunningApplication* running) {
  AxApplication application;
  if (running == nil) return application;
  application.pid = running.processIdentifier;
  application.bundle = Text(running.bundleIdentifier);
  application.name = Text(running.localizedName);
  NSBundle* const bundle = running.bundleURL ? [NSBundle bundleWithURL:running.bundleURL] : nil;
  id const version = [bundle objectForInfoDictionaryKey:@"CFBundleShortVersionString"];
  if ([version isKindOfClass:[NSString class]]) application.version = Text(version);
  return application;
}

class SystemNotices final : public WorkspaceNotices {
 public:
  explicit SystemNotices(std::function<void(AxNotice, AxApplication)> on_notice)
      : on_notice_(
            std::make_shared<std::function<void(AxNotice, AxApplication)>>(std::move(on_notice))) {
    NSNotificationCenter* const workspace = [NSWorkspace sharedWorkspace].notificationCenter;
    NSDistributedNotificationCenter* const everybody =
        [NSDistributedNotificationCenter defaultCenter];
    Watch(workspace, NSWorkspaceDidActivateApplicationNotification, AxNotice::kActivated);
    Watch(workspace, NSWorkspaceDidTerminateApplicationNotification, AxNotice::kTerminated);
    Watch(workspace, NSWorkspaceSessionDidResignActiveNotification, AxNotice::kLocked);
    Watch(workspace, NSWorkspaceSessionDidBecomeActiveNotification, AxNotice::kUnlocked);
    Watch(everybody, @"com.apple.screenIsLocked", AxNotice::kLocked);
    Watch(everybody, @"com.apple.screenIsUnlocked", AxNotice::kUnlocked);
    const auto handler = on_notice_;
    dispatch_async(dispatch_get_main_queue(), ^{
      NSRunningApplication* const front = [NSWorkspace sharedWorkspace].frontmostApplication;
      if (front != nil && *handler) (*handler)(AxNotice::kActivated, Describe(front));
    });
  }

  ~SystemNotices() override {
    NSArray* const tokens = tokens_;
    const auto handler = on_notice_;
    const auto end = ^{
      for (NSArray* const pair in tokens) [pair[0] removeObserver:pair[1]];
      *handler = nullptr;  // what was queued before finds nobody
    };
    if ([NSThread isMainThread]) {
      end();
    } else {
      dispatch_sync(dispatch_get_main_queue(), end);
    }
  }

 private:
  void Watch(NSNotificationCenter* center, NSNotificationName name, AxNotice notice) {
    const auto handler = on_notice_;
    id const token = [center addObserverForName:name
                                         object:nil
                                          queue:[NSOperationQueue mainQueue]
                                     usingBlock:^(NSNotification* note) {
                                       id const running = note.userInfo[NSWorkspaceApplicationKey];
                                       if (*handler) (*handler)(notice, Describe(running));
                                     }];
    [tokens_ addObject:@[ center, token ]];
  }

  const std::shared_ptr<std::function<void(AxNotice, AxApplication)>> on_notice_;
  NSMutableArray* const tokens_ = [NSMutableArray array];
};

}  // namespace

std::unique_ptr<WorkspaceNotices> WatchWorkspace(
    std::function<void(AxNotice, AxApplication)> on_notice) {
  return std::make_unique<SystemNotices>(std::move(on_notice));
}

}  // namespace adit
