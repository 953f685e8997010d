#include "daemon/transaction/request.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace visiond::transaction {
namespace {

Request sample_request() {
  Request request;
  request.patch = json::parse(R"({"camera":{"width":1920,"fps":30},"detection":{"confidence":0.6}})").as_object();
  request.request_id = {"9d2f6a52-9c54-4a2e-8f64-0d4b0f7a5b11"};
  return request;
}

std::string digest_with(const std::function<void(Request&)>& change) {
  auto request = sample_request();
  change(request);
  return digest(request);
}

TEST(Digest, is_a_sha_256_in_hexadecimal) {
  EXPECT_EQ(digest(sample_request()).size(), 64U);
  EXPECT_EQ(digest(sample_request()).find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(Digest, does_not_depend_on_the_order_of_keys) {
  EXPECT_EQ(digest_with([](Request& request) {
              request.patch =
                  json::parse(R"({"detection":{"confidence":0.6},"camera":{"fps":30,"width":1920}})").as_object();
            }),
            digest(sample_request()));
}

TEST(Digest, does_not_depend_on_how_a_number_came) {
  EXPECT_EQ(digest_with([](Request& request) { request.patch->at("camera").as_object()["width"] = 1920.0; }),
            digest(sample_request()));
}

TEST(Digest, does_not_depend_on_the_request_id_or_the_author) {
  EXPECT_EQ(digest_with([](Request& request) {
              request.request_id = {};
              request.author = "somebody";
            }),
            digest(sample_request()));
}

TEST(Digest, tells_an_absent_patch_from_an_empty_one) {
  EXPECT_NE(digest_with([](Request& request) { request.patch.reset(); }),
            digest_with([](Request& request) { request.patch = json::object(); }));
}

TEST(Digest, depends_on_what_is_gone_back_to) {
  const auto of = [](std::uint64_t target, std::vector<std::string> paths) {
    Request request;
    request.kind = Kind::rollback;
    request.target = {target};
    request.paths = std::move(paths);
    return digest(request);
  };
  EXPECT_EQ(of(1, {"camera"}), of(1, {"camera"}));
  EXPECT_NE(of(1, {"camera"}), of(2, {"camera"}));
  EXPECT_NE(of(1, {"camera"}), of(1, {"ui"}));
}

class DigestOf : public ::testing::TestWithParam<std::function<void(Request&)>> {};

TEST_P(DigestOf, depends_on_each_field) { EXPECT_NE(digest_with(GetParam()), digest(sample_request())); }

INSTANTIATE_TEST_SUITE_P(
    Fields, DigestOf,
    ::testing::Values([](Request& r) { r.kind = Kind::rollback; },
                      [](Request& r) { r.patch->at("camera").as_object()["fps"] = 31; },
                      [](Request& r) { r.replace = true; }, [](Request& r) { r.expected_revision = {1}; },
                      [](Request& r) {
                        r.expected_values = json::object{{"camera", json::object{{"fps", 1}}}};
                      },
                      [](Request& r) { r.validate_only = true; }, [](Request& r) { r.depth = Depth::rehearse; },
                      [](Request& r) { r.confirm_timeout = std::chrono::seconds(1); },
                      [](Request& r) { r.comment = "why"; }, [](Request& r) { r.mode = Mode::best_effort; },
                      [](Request& r) { r.max_update_kind = UpdateKind::restart; },
                      [](Request& r) { r.max_downtime = Duration{}; },
                      [](Request& r) { r.adjustment_policy = AdjustmentPolicy::reject; }));

}  // namespace
}  // namespace visiond::transaction
