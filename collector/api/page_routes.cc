#include <string>

#include "collector/api/context.h"
#include "collector/api/openapi.h"
#include "collector/web/assets.h"
#include "common/crypto/hash.h"

namespace adit::api {
namespace {

// Nothing but the page's own files: no inline code, no other host, no frame.
constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src "
    "'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

http::HttpResponse AssetAnswer(const web::Asset& asset, const std::string& tag,
                               const http::HttpRequest& request) {
  http::HttpResponse response;
  response.headers = {{"ETag", tag},
                      {"Cache-Control", "no-cache"},
                      {"Vary", "Accept-Encoding"},
                      {"Content-Security-Policy", kContentSecurityPolicy},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cross-Origin-Opener-Policy", "same-origin"},
                      {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (request.Header("if-none-match") == tag) {
    response.status = 304;
    return response;
  }
  response.content_type = std::string(asset.content_type);
  const bool packed = request.Header("accept-encoding").find("gzip") != std::string_view::npos;
  response.body = std::string(packed ? asset.packed : asset.bytes);
  if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

}  // namespace

void AddPageRoutes(http::Router& router) {
  for (const web::Asset& asset : web::Assets()) {
    http::Route route;
    route.pattern = "/" + std::string(asset.path);
    const std::string tag =
        "\"" + HexEncode(crypto::HashOf(AsBytes(asset.bytes))).substr(0, 16) + "\"";
    route.handle = [&asset, tag](const http::HttpRequest& request, const http::Respond& respond) {
      respond(AssetAnswer(asset, tag, request));
    };
    router.Add(std::move(route));
  }
  http::Route description;
  description.pattern = "/api/v1/openapi.json";
  description.handle = [](const http::HttpRequest&, const http::Respond& respond) {
    respond(JsonAnswer(std::string(OpenApiDocument())));
  };
  router.Add(std::move(description));
}

}  // namespace adit::api
