#include "tests/house/include_rules.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace visiond::house {
namespace {

std::string lines(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& each : all) text += each + "\n";
  return text;
}

std::string violations_of(const std::string& path, std::string_view text) {
  return lines(include_violations({{path, parse_source(text)}}));
}

TEST(IncludeRules, hold_in_this_repository) {
  const auto tree = read_sources(VISIOND_SOURCE_DIR);
  ASSERT_GT(tree.size(), 100u);
  EXPECT_EQ(lines(include_violations(tree)), "");
}

TEST(IncludeRules, find_what_is_planted_in_a_folder) {
  const testing::TempFolder folder;
  const auto source = folder.path() / "daemon/base/clock.cpp";
  std::filesystem::create_directories(source.parent_path());
  std::ofstream(source) << "#include \"daemon/settings/path.hpp\"\n";
  EXPECT_EQ(lines(include_violations(read_sources(folder.path()))),
            "daemon/base/clock.cpp:1: daemon/base/ must not include daemon/settings/path.hpp\n");
}

struct Planted {
  const char* name;
  const char* path;
  const char* text;
  const char* violation;  // empty: none
};

std::string name_of(const ::testing::TestParamInfo<Planted>& planted) { return planted.param.name; }

class IncludeRulesOn : public ::testing::TestWithParam<Planted> {};

TEST_P(IncludeRulesOn, planted_code) {
  EXPECT_EQ(violations_of(GetParam().path, GetParam().text), GetParam().violation);
}

INSTANTIATE_TEST_SUITE_P(
    Order, IncludeRulesOn,
    ::testing::Values(
        Planted{"runtime_and_services_never_meet", "daemon/runtime/coordinator.cpp",
                "\n#include \"services/pipeline/api.hpp\"\n",
                "daemon/runtime/coordinator.cpp:2: daemon/runtime/ must not include services/pipeline/api.hpp\n"},
        Planted{"services_and_runtime_never_meet", "services/camera/camera.cpp",
                "#include \"daemon/runtime/worker_pool.hpp\"\n",
                "services/camera/camera.cpp:1: services/camera/ must not include daemon/runtime/worker_pool.hpp\n"},
        Planted{
            "services_meet_in_the_pipeline_only", "services/detection/detection.cpp",
            "#include \"services/pipeline/stage.hpp\"\n#include \"services/camera/camera.hpp\"\n",
            "services/detection/detection.cpp:2: services/detection/ must not include services/camera/camera.hpp\n"},
        Planted{"the_pipeline_knows_no_service", "services/pipeline/stamper.cpp",
                "#include \"services/camera/camera.hpp\"\n",
                "services/pipeline/stamper.cpp:1: services/pipeline/ must not include services/camera/camera.hpp\n"},
        Planted{"rpc_sees_the_interface_of_runtime_and_the_api_of_services", "daemon/rpc/server.cpp",
                "#include \"daemon/runtime/settings_api.hpp\"\n#include \"services/pipeline/api.hpp\"\n", ""},
        Planted{"rpc_sees_no_more_of_runtime", "daemon/rpc/server.cpp", "#include \"daemon/runtime/coordinator.hpp\"\n",
                "daemon/rpc/server.cpp:1: daemon/rpc/ must not include daemon/runtime/coordinator.hpp\n"},
        Planted{"rpc_sees_no_more_of_services", "daemon/rpc/server.cpp", "#include \"services/pipeline/frame.hpp\"\n",
                "daemon/rpc/server.cpp:1: daemon/rpc/ must not include services/pipeline/frame.hpp\n"},
        Planted{"clients_see_no_daemon", "client/lib/session.cpp", "#include \"daemon/store/store.hpp\"\n",
                "client/lib/session.cpp:1: client/lib/ must not include daemon/store/store.hpp\n"},
        Planted{"nothing_includes_tests", "daemon/app/main.cpp", "#include \"tests/support/manual_clock.hpp\"\n",
                "daemon/app/main.cpp:1: daemon/app/ must not include tests/support/manual_clock.hpp\n"},
        Planted{"a_new_folder_needs_a_rule", "daemon/extra/extra.cpp", "",
                "daemon/extra/extra.cpp:1: its folder has no rule in tests/house/include_rules.cpp\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Confined, IncludeRulesOn,
    ::testing::Values(
        Planted{"opencv_headers", "daemon/app/daemon.cpp", "#include <opencv2/core/mat.hpp>\n",
                "daemon/app/daemon.cpp:1: opencv2/core/mat.hpp: OpenCV stays inside services/\n"},
        Planted{"opencv_names", "daemon/app/daemon.cpp", "\nusing Image = cv::Mat;\n",
                "daemon/app/daemon.cpp:2: cv::: OpenCV stays inside services/\n"},
        Planted{"opencv_in_services", "services/camera/capture.hpp",
                "#include <opencv2/core/mat.hpp>\ncv::Mat image;\n", ""},
        Planted{
            "grpc_headers", "daemon/runtime/execution.hpp", "#include <grpcpp/server.h>\n",
            "daemon/runtime/execution.hpp:1: grpcpp/server.h: gRPC and protobuf stay inside daemon/rpc/, daemon/web/ "
            "and client/\n"},
        Planted{"generated_headers", "daemon/app/daemon.cpp", "#include \"visiond/v1/settings.pb.h\"\n",
                "daemon/app/daemon.cpp:1: visiond/v1/settings.pb.h: gRPC and protobuf stay inside daemon/rpc/, "
                "daemon/web/ and client/\n"},
        Planted{"sqlite", "daemon/app/main.cpp", "#include <sqlite3.h>\nint x = sqlite3_libversion_number();\n",
                "daemon/app/main.cpp:1: sqlite3.h: SQLite is reached through daemon/sqlite/\n"
                "daemon/app/main.cpp:2: sqlite3_: SQLite is reached through daemon/sqlite/\n"},
        Planted{"co_spawn", "daemon/app/main.cpp", "boost::asio::co_spawn(strand, run(), boost::asio::detached);\n",
                "daemon/app/main.cpp:1: co_spawn: co_spawn swallows exceptions; use spawn()\n"},
        Planted{"co_spawn_at_home", "daemon/runtime/spawn.hpp", "asio::co_spawn(strand, std::move(run), rethrow);\n",
                ""},
        Planted{"sleeps_in_tests", "tests/unit/base/ids_test.cpp", "std::this_thread::sleep_for(1s);\n",
                "tests/unit/base/ids_test.cpp:1: sleep_for: nothing sleeps; wait for the condition\n"},
        Planted{"disk_in_the_state_machine", "daemon/transaction/machine.cpp", "#include <fstream>\n",
                "daemon/transaction/machine.cpp:1: fstream: daemon/settings/ and daemon/transaction/ are pure: no "
                "threads, clock, sockets or disk\n"},
        Planted{"words_in_comments_and_literals", "daemon/app/main.cpp",
                "// cv::Mat\n/* co_spawn\n */ auto x = \"sqlite3_step\"; auto y = R\"(cv::Mat)\"; int z = 1'000;\n",
                ""}),
    name_of);

TEST(IncludeRules, find_opencv_behind_other_headers) {
  const SourceTree tree{
      {"daemon/rpc/server.cpp", parse_source("#include \"services/pipeline/api.hpp\"\n")},
      {"services/pipeline/api.hpp", parse_source("\n#include \"services/pipeline/frame.hpp\"\n")},
      {"services/pipeline/frame.hpp", parse_source("#include <opencv2/core/mat.hpp>\n")},
  };
  EXPECT_EQ(lines(include_violations(tree)),
            "daemon/rpc/server.cpp:1: services/pipeline/api.hpp includes OpenCV\n"
            "services/pipeline/api.hpp:2: services/pipeline/frame.hpp includes OpenCV\n");
}

}  // namespace
}  // namespace visiond::house
