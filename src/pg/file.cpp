#include "pg/file.hpp"

#include <cstdio>
#include <memory>

namespace socle::pg {

std::optional<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             std::fclose);
  if (file == nullptr) return std::nullopt;
  std::string content(bytes_max + 1, '\0');
  content.resize(std::fread(content.data(), 1, content.size(), file.get()));
  if (content.size() > bytes_max || std::ferror(file.get()) != 0) return std::nullopt;
  while (!content.empty() &&
         (content.back() == '\n' || content.back() == '\r' || content.back() == ' '))
    content.pop_back();
  return content;
}

}  // namespace socle::pg
