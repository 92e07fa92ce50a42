#include "agent/capture/value_shape.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

ValueClass ClassOf(std::string_view text) { return ShapeOfValue(text).value_class; }

TEST(ValueShape, ClassesByCharacters) {
  EXPECT_EQ(ClassOf(""), ValueClass::kEmpty);
  EXPECT_EQ(ClassOf("   "), ValueClass::kEmpty);
  EXPECT_EQ(ClassOf("4711"), ValueClass::kDigits);
  EXPECT_EQ(ClassOf("0049 30 123-456"), ValueClass::kDigits);
  EXPECT_EQ(ClassOf("1.234,56"), ValueClass::kNumber);
  EXPECT_EQ(ClassOf("12 €"), ValueClass::kNumber);
  EXPECT_EQ(ClassOf("12.03.2026"), ValueClass::kDate);
  EXPECT_EQ(ClassOf("2026-03-12"), ValueClass::kDate);
  EXPECT_EQ(ClassOf("Müller"), ValueClass::kLetters);
  EXPECT_EQ(ClassOf("Jane Roe"), ValueClass::kWords);
  EXPECT_EQ(ClassOf("AB-4711"), ValueClass::kAlphanumeric);
  EXPECT_EQ(ClassOf("jane@example.org"), ValueClass::kEmailLike);
  EXPECT_EQ(ClassOf("https://a.example/x"), ValueClass::kUrlLike);
  EXPECT_EQ(ClassOf("Order 4711!"), ValueClass::kMixed);
}

TEST(ValueShape, LengthIsABucketOfCharactersNotBytes) {
  EXPECT_EQ(ShapeOfValue("").length_bucket, 0);
  EXPECT_EQ(ShapeOfValue("äöü").length_bucket, SizeBucket(3));
  EXPECT_EQ(ShapeOfValue(std::string(5000, 'x')).length_bucket, SizeBucket(5000));
}

}  // namespace
}  // namespace adit
