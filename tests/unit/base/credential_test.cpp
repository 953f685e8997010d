#include "daemon/base/credential.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace visiond::base {
namespace {

class Credential : public ::testing::Test {
 protected:
  ~Credential() override {
    unsetenv("CREDENTIALS_DIRECTORY");
    unsetenv("VISIOND_TEST_PASSWORD");
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
    return (folder / name).string();
  }
  Result<std::string> resolve_credential(const std::string& reference) const {
    return base::resolve_credential(reference, {folder});
  }
  std::string mistake(const std::string& reference) const {
    const auto result = resolve_credential(reference);
    EXPECT_FALSE(result) << reference;
    return result ? "" : result.error().message;
  }

  testing::TempFolder temporary;
  const std::filesystem::path& folder = temporary.path();
};

TEST_F(Credential, is_found_in_the_environment) {
  setenv("VISIOND_TEST_PASSWORD", "a b\n", 1);
  EXPECT_EQ(resolve_credential("env:VISIOND_TEST_PASSWORD").value(), "a b\n");
  unsetenv("VISIOND_TEST_PASSWORD");
  EXPECT_EQ(mistake("env:VISIOND_TEST_PASSWORD"),
            "cannot read the credential env:VISIOND_TEST_PASSWORD: visiond's environment has no such variable");
}

TEST_F(Credential, is_found_in_a_file_without_the_line_break_at_its_end) {
  EXPECT_EQ(resolve_credential("file:" + write("a", "p w\n")).value(), "p w");
  EXPECT_EQ(resolve_credential("file:" + write("b", "pw\r\n")).value(), "pw");
  EXPECT_EQ(resolve_credential("file:" + write("c", "pw\n\n")).value(), "pw\n");
  EXPECT_NE(mistake("file:" + write("d", "\n")).find("it is empty"), std::string::npos);
  EXPECT_NE(mistake("file:" + write("e", std::string(100000, 'x'))).find("longer"), std::string::npos);
  EXPECT_NE(mistake("file:" + (folder / "none").string()).find("No such file"), std::string::npos);
  EXPECT_NE(mistake("file:" + folder.string()).find("no regular file"), std::string::npos);
}

TEST_F(Credential, is_found_where_systemd_puts_it) {
  EXPECT_NE(mistake("credential:camera").find("LoadCredential="), std::string::npos);
  setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
  write("camera", "pw");
  EXPECT_EQ(resolve_credential("credential:camera").value(), "pw");
  EXPECT_NE(mistake("credential:other").find("No such file"), std::string::npos);
}

TEST_F(Credential, is_not_read_from_a_file_elsewhere) {
  const testing::TempFolder other;
  std::ofstream(other.path() / "secret") << "pw";
  std::filesystem::create_symlink(other.path() / "secret", folder / "link");
  for (const auto& path : {(other.path() / "secret").string(), (folder / "link").string(), std::string("secret"),
                           (folder / ".." / other.path().filename() / "secret").string()})
    EXPECT_EQ(mistake("file:" + path), "cannot read the credential file:" + path +
                                           ": a credential's file must lie, by its whole path, in what the "
                                           "configuration's allowed_paths open: " +
                                           folder.string());
}

TEST_F(Credential, needs_a_reference) { EXPECT_NE(mistake("plain").find("env:NAME"), std::string::npos); }

TEST(Redacted, leaves_nothing_of_the_secret) {
  EXPECT_EQ(redacted("a secret, secretsecret", "secret"), "a ***, ******");
  EXPECT_EQ(redacted("a", ""), "a");
  EXPECT_EQ(redacted("***", "*"), "*********");
}

}  // namespace
}  // namespace visiond::base
