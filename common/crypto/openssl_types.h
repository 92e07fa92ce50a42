// Owning pointers to OpenSSL's objects. For sources of this folder and the TLS clients only.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace adit::crypto {

template <auto kFree>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using UniqueBio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using UniqueKey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using UniqueX509 = std::unique_ptr<X509, FreeWith<X509_free>>;
using UniqueX509Request = std::unique_ptr<X509_REQ, FreeWith<X509_REQ_free>>;
using UniqueSslContext = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;

}  // namespace adit::crypto
