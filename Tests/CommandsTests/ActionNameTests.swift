import Foundation
import Testing

@testable import Commands

@Suite struct ActionNameTests {
    @Test func aSlipIsAnsweredWithTheNearestName() throws {
        let slip = #expect(throws: CommandFailure.self) { try ActionName.check("failures retri") }
        #expect(slip?.code == 2 && slip?.message.hasSuffix("Did you mean \"failures retry\"?") == true)
        let other = #expect(throws: CommandFailure.self) { try ActionName.check("everything") }
        #expect(other?.message.contains("There are: audit --repair, backfill,") == true)
        for name in [nil, "failures", "failures retry", "db", "reload", "mapping"] {
            #expect(throws: Never.self) { try ActionName.check(name) }
        }
    }

    /// What is logged somewhere and not known here would be called a mistake.
    @Test func everyActionOfTheSourcesIsKnown() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/Commands")
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var found: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\.perform\(\s*"([a-z -]+)"/) { found.insert(String(match.1)) }
        }
        #expect(found.count > 15)
        #expect(found.subtracting(ActionName.all) == [])
    }
}
