import Testing

@testable import Commands

@Suite struct ShellWordTests {
    @Test(arguments: [
        ("#1001", "'#1001'"), ("1001", "1001"), ("ada@example.com", "ada@example.com"), ("it's", #"'it'\''s'"#),
        ("gid://shopify/Order/5", "gid://shopify/Order/5"), ("$(rm)", "'$(rm)'"), ("", "''"),
    ])
    func aWordCanBePasted(_ word: String, _ quoted: String) {
        #expect(ShellWord.quoted(word) == quoted)
    }
}
