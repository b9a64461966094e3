import SyncModel
import Testing
import Web

@testable import Commands

@Suite struct CommandLineTests {
    private static let endings: [([String], Int32)] = [
        (["statuss"], 2), (["status", "--nope"], 2), (["show"], 2), (["show", "orders", "1"], 2),
        (["status", "--wait-idle", "soon"], 2), (["status", "--wait-idle", "5", "--watch"], 2),
        (["failures", "discard"], 2), (["identity", "decide", "customer", "1"], 2),
        (["identity", "decide", "customer", "1", "--new", "--skip"], 2), (["identity", "undo"], 2),
        (["mapping", "preview"], 2), (["mapping", "default", "--type", "zoho", "--destination", "crm"], 2),
        (["mapping", "plan", "--limit", "11"], 2), (["schema", "nope"], 2),
        (["serve", "--role", "boss"], 2), (["replay"], 2), (["replay", "--topic", "orders"], 2), (["pause"], 2),
        (["resume"], 2), (["pause", "hubspot", "--by", " "], 2),
        (["identity", "undo", "customer", "1", "--by", " "], 2),
        (["identity", "decide", "customer", "1", "--new", "--by", String(repeating: "a", count: 101)], 2),
        (["failures", "retry", "--stop-at", "3"], 2),
        (["failures", "retry", "--order", "1", "--customer", "2"], 2),
        (["failures", "retry", "--order", "1", "--kind", "customers"], 2),
        (["failures", "retry", "--since", "May"], 2), (["failures", "list", "--kind", "things"], 2),
        (["failures", "discard", "--code", "gone", "--order", "1", "--customer", "2"], 2),
        (["failures", "discard", "--all", "--code", "gone"], 2), (["failures", "discard", "--all", "--unreadable"], 2),
        (["failures", "discard", "--all", "--rate", "0"], 2),
        (["failures", "discard", "--unreadable", "--rate", "5"], 2),
        (["failures", "discard", "--all", "--rate", "5", "--server", "https://x.example"], 2),
        (["db", "backup", "--output", ""], 2),
        (["failures", "retry", "--rate", "0"], 2), (["log", "--limit", "0"], 2), (["db", "restore"], 2),
        (["db", "backup", "--keep", "0"], 2), (["status", "--token-file", "t"], 2), (["log", "--ca-file", "c"], 2),
        (["demo", "--rate", "0"], 2), (["demo", "--listen", "0.0.0.0:80"], 2), (["init", "--shop", "acme.com"], 2),
        (["sandbox", "--send", "https://example.com"], 2), (["--version"], 0),
    ]

    @Test(arguments: endings)
    func endsWithTheDocumentedCode(arguments: [String], code: Int32) throws {
        let ending = try #require(SluiceCommand.ending(arguments: arguments))
        #expect(ending.code == code)
        #expect(!ending.message.isEmpty)
    }

    @Test(arguments: [
        ["replay", "--topic", "customer.tags_added"], ["replay", "--topic", "orders/updated"],
        ["failures", "list", "--store", "acme", "--kind", "orders", "--since", "2026-05-01"],
        ["failures", "discard", "--store", "acme", "--rate", "5", "--stop-at", "2"], ["failures", "discard", "--all"],
    ])
    func isTaken(arguments: [String]) {
        #expect(SluiceCommand.ending(arguments: arguments) == nil)
    }

    @Test func failuresKeepTheirCodes() {
        let failures: [CommandFailure] = [
            .failed("x"), .usage("x"), .timedOut("x"), .configuration(DocumentProblems([])),
        ]
        let codes = failures.map { SluiceCommand.ending(of: $0, arguments: ["status"]).code }
        #expect(codes == [1, 2, 3, 2])
        let asked = DeskFailure.Kind.allCases.map {
            SluiceCommand.ending(of: DeskFailure($0, "x"), arguments: ["status"]).code
        }
        #expect(asked == [1, 2, 2, 1, 1])
    }

    @Test func aWrongCommandIsCorrected() {
        #expect(
            SluiceCommand.unknownCommand(["statuss"])
                == "There is no command \"statuss\". Did you mean \"sluice status\"?"
        )
        #expect(SluiceCommand.unknownCommand(["status"]) == nil)
        #expect(SluiceCommand.unknownCommand(["--config", "x"]) == nil)
    }

    @Test func whatChangesSomethingSaysWhoDidIt() {
        let readers: Set<String> = [
            "init", "schema", "doctor", "serve", "status", "show", "jobs list", "failures list", "identity list",
            "mapping preview", "mapping test", "mapping plan", "mapping default", "mapping fields", "mapping benchmark",
            "redact list",
            "log",
            "db check", "inbox dead-letters",
            // Without a store, in which it could be kept.
            "connector try", "sandbox", "demo",
        ]
        let helps = SluiceCommand.helps
        let calls = helps.map(\.call)
        let commands = helps.filter { help in !calls.contains(where: { $0.hasPrefix(help.call + " ") }) }
        let silent = commands.filter { !$0.text.contains("--by <by>") }.map(\.call)
        // "log" has a --by of its own, which restricts.
        #expect(Set(silent) == readers.subtracting(["log"]))
    }

    @Test func everyCommandsHelpShowsAnExample() {
        let helps = SluiceCommand.helps
        #expect(helps.map(\.call).contains("failures retry"))
        for (call, text) in helps { #expect(text.contains("Example: sluice \(call)"), "\(call)") }
    }

    @Test(arguments: [
        (["replay", "--store", "acme", "--server", "https://x.example"], "replay"),
        (["mapping", "plan", "--server=https://x.example"], "mapping plan"),
        (["db", "backup", "a.db", "--server", "https://x.example"], "db backup"),
        (["redact", "customer", "ada@example.com", "--server", "https://x.example"], "redact customer"),
    ])
    func aCommandThatAsksNoServerSaysSo(_ arguments: [String], _ call: String) {
        let ending = SluiceCommand.ending(arguments: arguments)
        #expect(ending?.code == 2)
        #expect(ending?.message.hasPrefix("\"sluice \(call)\" asks no server and takes no --server") == true)
    }

    @Test(arguments: [
        ["jobs", "pause", "--server", "https://x.example"], ["status", "--server", "https://x.example", "--nonsense"],
    ])
    func whereAServerMayBeAskedAMistakeIsToldAsItIs(_ arguments: [String]) {
        #expect(SluiceCommand.ending(arguments: arguments)?.message.contains("asks no server") == false)
    }
}
