import HTTPTypes
import Testing

@testable import Web

/// Whose word is taken for who a client is.
@Suite struct ClientAddressTests {
    private static let name = HTTPField.Name("X-Forwarded-For")

    private static func client(_ peer: String, _ forwarded: [String], _ proxies: [String] = []) throws -> String {
        var headers = HTTPFields()
        for value in forwarded { headers.append(HTTPField(name: try #require(name), value: value)) }
        let ranges = proxies.isEmpty ? AddressRange.loopback : proxies.compactMap { AddressRange($0) }
        return ClientAddress(peer: peer, headers, behind: ranges).text
    }

    @Test(
        arguments: [
            // Nobody's word but that of a trusted proxy.
            ("203.0.113.9", ["198.51.100.1"], [], "203.0.113.9"), ("127.0.0.1", [], [], "127.0.0.1"),
            ("127.0.0.1", ["198.51.100.1"], [], "198.51.100.1"), ("::1", ["198.51.100.1"], [], "198.51.100.1"),
            ("10.0.0.7", ["198.51.100.1"], [], "10.0.0.7"),
            ("10.0.0.7", ["198.51.100.1"], ["10.0.0.0/8"], "198.51.100.1"),
            ("127.0.0.1", ["198.51.100.1"], ["10.0.0.0/8"], "127.0.0.1"),
            // The last that was added counts, whatever the client wrote before it.
            ("127.0.0.1", ["1.2.3.4, 198.51.100.1"], [], "198.51.100.1"),
            ("127.0.0.1", ["1.2.3.4", "198.51.100.1"], [], "198.51.100.1"),
            ("127.0.0.1", ["1.2.3.4, 198.51.100.1, 10.1.2.3"], ["127.0.0.1", "10.0.0.0/8"], "198.51.100.1"),
            ("127.0.0.1", ["10.9.9.9, 198.51.100.1"], ["127.0.0.1", "10.0.0.0/8"], "198.51.100.1"),
            ("127.0.0.1", ["1.2.3.4, unknown"], [], "127.0.0.1"), ("127.0.0.1", ["1.2.3.4, "], [], "127.0.0.1"),
            ("127.0.0.1", ["198.51.100.1:4711"], [], "198.51.100.1"),
            ("127.0.0.1", ["::ffff:198.51.100.1"], [], "198.51.100.1"),
        ] as [(String, [String], [String], String)]
    )
    func theLastThatATrustedProxyNamedCounts(
        _ peer: String,
        _ forwarded: [String],
        _ proxies: [String],
        _ client: String
    ) throws {
        #expect(try Self.client(peer, forwarded, proxies) == client)
    }

    @Test func addressesOfSixteenBytesAreToldApart() throws {
        let one = try Self.client("::1", ["[2001:db8::1]:4711"])
        #expect(one == (try Self.client("::1", ["2001:DB8:0::1"])))
        #expect(one != (try Self.client("::1", ["2001:db8::2"])))
    }

    @Test func rangesAreRead() throws {
        for text in [
            "", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/", "::1/129", "proxy.example", "10.0.0.0/8/8",
        ] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
        let range = try #require(AddressRange("172.16.0.0/12"))
        #expect(range.contains([172, 31, 255, 1]) && !range.contains([172, 32, 0, 1]) && !range.contains([1]))
        #expect(try #require(AddressRange("0.0.0.0/0")).contains([8, 8, 8, 8]))
        let six = try #require(AddressRange("fd00::/8"))
        #expect(six.contains(try #require(IPAddress.bytes("fd12::1"))) && !six.contains([253, 0, 0, 1]))
    }
}
