# The header-only libraries and definitions that a cross build for Windows uses.
foreach(name nlohmann_json::nlohmann_json CLI11::CLI11 Boost::headers)
  add_library(${name} INTERFACE IMPORTED)
  target_include_directories(${name} SYSTEM INTERFACE ${ADIT_WINDOWS_PREFIX}/include)
endforeach()
target_link_libraries(Boost::headers INTERFACE ws2_32 mswsock)

# Windows 10 and newer; windows.h without what nobody asked for.
add_compile_definitions(_WIN32_WINNT=0x0A00 WINVER=0x0A00 UNICODE _UNICODE WIN32_LEAN_AND_MEAN NOMINMAX SODIUM_STATIC)
# bcrypt and crypt32: OpenSSL's and our randomness and stores; the rest: what windows.h declares.
link_libraries(-lssp userenv ws2_32 crypt32 bcrypt secur32 advapi32 user32 gdi32 shell32 ole32 oleaut32 uuid psapi wtsapi32 version)
add_compile_options(-ffunction-sections -fdata-sections)
