import Testing

@testable import Commands

/// Every command, given arguments that make no sense, says so in a few lines, before anything is opened.
@Suite struct NonsenseTests {
    private static let commands: [String] = {
        let calls = SluiceCommand.helps.map(\.call)
        return calls.filter { call in !calls.contains { $0.hasPrefix(call + " ") } }
    }()

    private static let nonsense: [[String]] = [
        ["--nonsense"], ["--nonsense=1"], ["-Z"], ["a", "b", "c", "d", "e", "f"], ["--config"],
        ["", "", "", "", "", ""],
        ["\u{1B}[31m\u{0}", "\u{202E}", "x", "y", "z", "w"],
    ]

    @Test(arguments: commands)
    func isRefusedInAFewLines(_ command: String) throws {
        #expect(Self.commands.count > 30)
        for words in Self.nonsense {
            let arguments = command.split(separator: " ").map(String.init) + words
            let ending = try #require(SluiceCommand.ending(arguments: arguments), "\(arguments)")
            #expect(ending.code == 2, "\(arguments): \(ending.message)")
            let lines = ending.message.split(separator: "\n")
            #expect(!lines.isEmpty && lines.count <= 6, "\(arguments): \(ending.message)")
        }
    }

    /// An option's value that is of another kind than it takes.
    @Test func numbersAndTimesAreChecked() {
        let helps = SluiceCommand.helps.filter { Self.commands.contains($0.call) }
        for (call, text) in helps {
            for name in ["limit", "rate", "keep", "wait-idle", "stop-at", "lanes"] where text.contains("--\(name) <") {
                for value in ["many", "-1", "1e9999", "99999999999999999999", ""] {
                    let arguments = call.split(separator: " ").map(String.init) + ["--\(name)=\(value)"]
                    #expect(SluiceCommand.ending(arguments: arguments)?.code == 2, "\(arguments)")
                }
            }
        }
    }
}
