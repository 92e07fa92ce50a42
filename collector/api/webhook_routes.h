// Routes of /api/v1/webhooks.
#pragma once

#include "collector/api/context.h"

namespace adit::api {

void AddWebhookRoutes(http::Router& router, ApiContext& context);

}  // namespace adit::api
