import Foundation
import Testing

/// The lines of a recording as plain JSON objects, read without the code that wrote them.
struct RecordedLine {
    let members: [String: Any]

    static func all(in file: String) throws -> [RecordedLine] {
        let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return try text.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return RecordedLine(members: try #require(object as? [String: Any]))
        }
    }

    static func only(in file: String) throws -> RecordedLine {
        let lines = try all(in: file)
        #expect(lines.count == 1)
        return try #require(lines.first)
    }

    var names: Set<String> { Set(members.keys) }

    func text(_ name: String) -> String? { members[name] as? String }
    func headers(_ name: String) -> [String: String]? { members[name] as? [String: String] }
    func isNull(_ name: String) -> Bool { members[name] is NSNull }
}
