import Foundation
import Testing
import Web

@Test func theDocumentationNamesEveryMetricAndNoOther() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("docs/commands.md"), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `sluice_") }
    let documented = rows.map { row in
        row.split(separator: "|").prefix(3).map { $0.filter { $0 != "`" && $0 != " " } }
    }
    let declared = MetricDeclaration.all.map { [$0.name, $0.kind.rawValue, $0.labels.joined(separator: ",")] }
    #expect(documented == declared)
}
