#include "pg/json_container.hpp"

#include <algorithm>
#include <cstring>

namespace socle::pg {

namespace {

bool comes_before(const JsonMember& a, const JsonMember& b) {
  if (a.key.size() != b.key.size()) return a.key.size() < b.key.size();
  return std::memcmp(a.key.data(), b.key.data(), a.key.size()) < 0;
}

bool is_aligned(JEntry kind) { return kind == JENTRY_ISNUMERIC || kind == JENTRY_ISCONTAINER; }

// All that follows the entries, with what aligns it.
std::size_t size_of_data(std::span<const JsonMember> members) {
  std::size_t size = 0;
  for (const JsonMember& member : members) size += member.key.size();
  for (const JsonMember& member : members)
    size = (is_aligned(member.kind) ? INTALIGN(size) : size) + member.data.size();
  return size;
}

// Writes entries and, behind them, their data. Most entries have their length, some the offset of
// their end, so that a reader need not add up all of them.
class Writer {
 public:
  Writer(JEntry* entries, char* data) : entries_(entries), begin_(data), data_(data) {}

  void put(JEntry kind, std::string_view bytes) {
    char* const before = data_;
    if (is_aligned(kind)) {
      data_ = begin_ + INTALIGN(data_ - begin_);
      std::memset(before, 0, static_cast<std::size_t>(data_ - before));
    }
    if (!bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
    data_ += bytes.size();
    const bool has_offset = count_ % JB_OFFSET_STRIDE == 0;
    const auto extent = static_cast<JEntry>(data_ - (has_offset ? begin_ : before));
    entries_[count_++] = kind | extent | (has_offset ? JENTRY_HAS_OFF : 0);
  }

 private:
  JEntry* entries_;
  char* begin_;
  char* data_;
  std::size_t count_ = 0;
};

}  // namespace

std::span<char> write_json_object(std::span<JsonMember> members, std::size_t header) {
  std::sort(members.begin(), members.end(), comes_before);
  const std::size_t in_front = sizeof(uint32) + 2 * members.size() * sizeof(JEntry);
  const std::size_t size = in_front + size_of_data(members);
  if (members.size() > JB_CMASK || size > JENTRY_OFFLENMASK)
    ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("JSON object is too large"));
  char* const space = static_cast<char*>(palloc(header + size));
  char* const object = space + header;
  *reinterpret_cast<uint32*>(object) = static_cast<uint32>(members.size()) | JB_FOBJECT;
  Writer writer(reinterpret_cast<JEntry*>(object + sizeof(uint32)), object + in_front);
  for (const JsonMember& member : members) writer.put(JENTRY_ISSTRING, member.key);
  for (const JsonMember& member : members) writer.put(member.kind, member.data);
  return {space, header + size};
}

}  // namespace socle::pg
