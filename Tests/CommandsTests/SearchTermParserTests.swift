import SyncModel
import Testing

@testable import Commands

@Suite struct SearchTermParserTests {
    private static let terms: [(String, SearchTerm)] = [
        ("#1001", .number(1001, text: "#1001")), ("1001", .number(1001, text: "1001")),
        (" 1001 ", .number(1001, text: "1001")), ("5591760000043", .number(5_591_760_000_043, text: "5591760000043")),
        ("gid://shopify/Order/5", .id(5, .order)), ("gid://shopify/Customer/6", .id(6, .customer)),
        ("https://admin.shopify.com/store/acme/orders/7", .id(7, .order)),
        ("https://acme.myshopify.com/admin/customers/8?tab=x", .id(8, .customer)),
        ("guest-FFFFFFFFFFFFFFB3", .id(-77, .customer)), ("guest-7", .name("guest-7")),
        ("Ada@Example.com", .email("ada@example.com")), ("EX-1001-A", .name("EX-1001-A")),
    ]

    @Test(arguments: terms)
    func reads(text: String, term: SearchTerm) {
        #expect(SearchTermParser.parse(text) == term)
    }

    @Test func nothingIsNothing() {
        #expect(SearchTermParser.parse("  ") == nil)
    }

    @Test func anAddressOfTheAdminNamesItsShop() {
        #expect(SearchTermParser.shop(of: "https://admin.shopify.com/store/Acme/orders/7") == "acme.myshopify.com")
        #expect(SearchTermParser.shop(of: "https://acme.myshopify.com/admin/customers/8") == "acme.myshopify.com")
        #expect(SearchTermParser.shop(of: "gid://shopify/Order/5") == nil && SearchTermParser.shop(of: "#1001") == nil)
    }
}
