#pragma once

#include <optional>
#include <string>

namespace socle::pg {

// The content of a file of the server, without trailing white space; nothing if it cannot be read
// or has more than `bytes_max` bytes.
std::optional<std::string> read_file(const std::string& path, std::size_t bytes_max);

}  // namespace socle::pg
