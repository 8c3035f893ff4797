# Writes C++ that holds files: cmake -DOUT=… -DFILES=…;… -P embed.cmake
set(arrays "")
set(entries "")
set(number 0)
foreach(file ${FILES})
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  get_filename_component(name "${file}" NAME)
  string(APPEND arrays "constexpr char kFile${number}[] = {${bytes}};\n")
  string(APPEND entries "    {\"${name}\", {kFile${number}, sizeof kFile${number}}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUT}" "#include \"page.hpp\"

namespace streamspec::page {
namespace {

${arrays}
constexpr File kFiles[] = {
${entries}};

}  // namespace

std::span<const File> files() {
    return kFiles;
}

}  // namespace streamspec::page
")
