// Carries the headers that every test parses (tests/CMakeLists.txt).
int main() { return 0; }
