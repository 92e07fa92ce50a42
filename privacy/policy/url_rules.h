// UrlRules: a document's URL or path without what identifies a record or a person.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "privacy/policy/policy_document.h"
#include "privacy/policy/text_template.h"

namespace adit {

struct ReducedUrl {
  std::string text;
  // Index into UrlPolicy::templates, or -1 when the general rule was applied.
  int matched_template = -1;
};

// Immutable after construction; threads: any.
class UrlRules {
 public:
  [[nodiscard]] static Result<UrlRules> Create(const UrlPolicy& policy);

  // "https://user:pw@Erp.example:8443/invoices/4711/edit?id=9&view=list#top" becomes
  // "https://erp.example:8443/invoices/<ID>/edit?view=list" when `view` is a kept parameter. User
  // names, passwords, other parameters and fragments go; a fragment that is a route of a one-page
  // application ("#/orders/12") is reduced like a path. Schemes without a host (data:, blob:,
  // mailto:) keep their name only. A file's path, plain or as file:, keeps its last segment only.
  // A template is tried against scheme, host and path.
  // With `links` an identifier shows as "<ID:PSEUDONYM>".
  [[nodiscard]] ReducedUrl Reduce(std::string_view document,
                                  const crypto::HashKey* links = nullptr) const;

 private:
  bool generalize_ids_ = true;
  std::vector<std::string> keep_parameters_;
  std::vector<TextTemplate> templates_;
};

// Host of a URL in lower case, without user and port; empty when there is none.
[[nodiscard]] std::string HostOfUrl(std::string_view document);

}  // namespace adit
