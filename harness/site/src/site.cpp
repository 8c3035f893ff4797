#include "streamspec/site/site.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>

#include "page.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/site/badge.hpp"

namespace streamspec {
namespace {

void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!std::filesystem::is_directory(folder)) {
        throw InputError(folder.string(), "", "the folder cannot be made");
    }
}

/// Writes beside the file, and puts it in its place: there is never half a file.
void write_file(const std::filesystem::path& path, std::string_view content) {
    auto unfinished = path;
    unfinished += ".part";
    std::ofstream stream(unfinished, std::ios::binary);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    stream.close();
    std::error_code error;
    if (stream) {
        std::filesystem::rename(unfinished, path, error);
    }
    if (!stream || error) {
        throw InputError(path.string(), "", "the file cannot be written");
    }
}

/// A name of a file without anything that a URL would have to escape.
std::string file_name(const std::string& text) {
    std::string name;
    for (char c : text) {
        auto plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
        name += plain ? c : '-';
    }
    return name;
}

/// JSON that is also a JavaScript string between single quotes: it parses faster than an object would.
std::string as_script(const std::string& json) {
    std::string script = "window.STREAMSPEC=JSON.parse('";
    for (char c : json) {
        if (c == '\'' || c == '\\') {
            script += '\\';
        }
        script += c;
    }
    return script + "');\n";
}

}  // namespace

void write_badges(const std::filesystem::path& folder, const ReplayReport& report) {
    make_folder(folder);
    std::map<std::string, std::size_t> of_name;
    for (const auto& row : report.rows) {
        ++of_name[row.name];
    }
    std::set<std::string> used;
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
        const auto& row = report.rows[i];
        auto title = row.name + (of_name[row.name] > 1 ? " " + row.release.asked.str() : "");
        auto name = file_name(title);
        for (int more = 2; !used.insert(name).second; ++more) {
            name = file_name(title) + "-" + std::to_string(more);
        }
        write_file(folder / (name + ".svg"), badge_svg(title, report.tally(i)));
    }
}

void write_site(const std::filesystem::path& folder, const ReplayReport& report, const Corpus& corpus) {
    make_folder(folder);
    write_file(folder / "data.js", as_script(site_data(report, corpus)));
    for (const auto& file : page::files()) {
        write_file(folder / file.name, file.content);
    }
    write_badges(folder / "badges", report);
}

}  // namespace streamspec
