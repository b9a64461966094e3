import Foundation
import SyncModel
import Testing

/// `docs/state-machine.md` shows what is stored.
@Suite struct StateNamesTests {
    private static func page() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("docs/state-machine.md"), encoding: .utf8)
    }

    /// The part under a heading.
    private static func section(_ title: String) throws -> Substring {
        let page = try page()
        let start = try #require(page.range(of: "## \(title)\n")).upperBound
        return page[start...].prefix(upTo: page[start...].range(of: "\n## ")?.lowerBound ?? page.endIndex)
    }

    @Test func everyStateIsOnThePage() throws {
        let lane = try Self.section("Lane")
        for state in LaneState.allCases { #expect(lane.contains(state.rawValue), "\(state)") }
        let receipt = try Self.section("Receipt")
        let job = try Self.section("Job")
        for state in JobState.allCases { #expect(job.contains(state.rawValue), "\(state)") }
        let slice = try Self.section("Slice")
        for state in SliceState.allCases { #expect(slice.contains(state.rawValue), "\(state)") }
        for state in ReceiptState.allCases { #expect(receipt.contains("▶ \(state.rawValue)"), "\(state)") }
    }

    @Test func noOtherReceiptStateIsOnThePage() throws {
        let drawn = try Self.section("Receipt").split(separator: "▶ ").dropFirst(2)
            .map { String($0.prefix { $0.isLetter }) }
        #expect(Set(drawn) == Set(ReceiptState.allCases.map(\.rawValue)))
    }
}
