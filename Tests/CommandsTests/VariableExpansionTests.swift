import SyncModel
import Testing

@testable import Commands

@Suite struct VariableExpansionTests {
    private func expanded(_ text: String, _ environment: [String: String] = [:]) -> (String?, [String]) {
        let node = DocumentNode(.scalar(text, isQuoted: true), mark: DocumentMark(file: "f", line: 3, column: 7))
        var expansion = VariableExpansion(environment: environment) { $0 == "there" ? "content\n" : nil }
        return (expansion.expand(node, key: "a.b").text, expansion.problems.map(\.description))
    }

    private static let texts: [(String, String)] = [
        ("${A}", "one"), ("x${A}y${B}z", "xoneytwoz"), ("$$A", "$A"), ("$${A}", "${A}"), ("${C:-def}", "def"),
        ("${E:-def}", "def"), ("${E}", ""), ("${C:-a:-b}", "a:-b"), ("${file:there}", "content"), ("5$", "5$"),
        ("$x", "$x"), ("${Q}", "a\": b # c"),
    ]

    @Test(arguments: texts)
    func fillsIn(text: String, expected: String) {
        let (result, problems) = expanded(text, ["A": "one", "B": "two", "E": "", "Q": "a\": b # c"])
        #expect(result == expected)
        #expect(problems.isEmpty)
    }

    @Test(arguments: [
        ("${NOPE}", "f:3:7: a.b: the environment variable NOPE is not set (export NOPE=…, or write ${NOPE:-default})"),
        (
            "${file:gone}",
            "f:3:7: a.b: the file \"gone\" cannot be read (paths start at the folder of this file; check its permissions)"
        ),
        ("${A", "f:3:7: a.b: \"${\" has no \"}\" (write $$ for a dollar sign)"),
    ])
    func namesKeyAndVariable(text: String, problem: String) {
        #expect(expanded(text).1 == [problem])
    }

    @Test func aSecretIsNeverPrinted() throws {
        let secret = "sEcReT-vAlUe-123456"
        // The secret at right places, and by mistake where a number and a choice belong.
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            server: { admin_token: "${S}" }
            stores: [{ name: a, shop: a.myshopify.com, webhook_secrets: ["${S}"] }]
            destinations: [{ name: d, type: hubspot, credentials: { access_token: "${S}" } }]
            """
        ])
        let configuration = try folder.load(["S": secret])
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains(secret))
        #expect(!"\(configuration)".contains(secret))

        let wrong = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: a, shop: a.myshopify.com, webhook_secrets: [x], send_test_orders: "${S}" }]
            destinations:
              - { name: d, type: "${S}", credentials: { access_token: t }, concurrency: "${S}" }
            """
        ])
        let mistakes = wrong.mistakes(["S": secret])
        #expect(mistakes.count == 3)
        #expect(!mistakes.joined().contains(secret))
    }
}
