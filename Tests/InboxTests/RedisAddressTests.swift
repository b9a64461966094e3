#if RedisStreams
import RedisInbox
import SyncModel
import Testing

@Suite struct RedisAddressTests {
    @Test func allPartsAreRead() throws {
        let address = try RedisAddress(
            url: "rediss://app:s3cret%2F%40%3A%3F@cache.example:6390/2?stream=shop&group=sync"
        )
        #expect(address.host == "cache.example" && address.port == 6390 && address.usesTLS && address.database == 2)
        #expect(address.user == "app" && address.password?.reveal() == "s3cret/@:?")
        #expect(address.parameters == ["stream": "shop", "group": "sync"])
        #expect(address.name == "rediss://cache.example:6390/2")
    }

    @Test func whatIsNotGivenHasADefault() throws {
        let address = try RedisAddress(url: "redis://127.0.0.1")
        #expect(address.port == 6379 && address.database == 0 && !address.usesTLS)
        #expect(address.user == nil && address.password == nil && address.parameters.isEmpty)
        #expect(try RedisAddress(url: "redis://:secret@[::1]:7000").host == "::1")
        #expect(try RedisAddress(url: "redis://:secret@host").password?.reveal() == "secret")
    }

    @Test func aServerOfAnotherMachineWithoutTLSIsWarnedOf() throws {
        for url in ["redis://u:p@cache.example:6379", "redis://10.0.0.5", "redis://localhost.example"] {
            let findings = RedisInspection.encryption(try RedisAddress(url: url))
            #expect(findings.map(\.level) == [.warning] && findings.first?.message.contains("p@") == false)
        }
        for url in ["rediss://u:p@cache.example:6379", "redis://localhost", "redis://127.0.0.1", "redis://[::1]"] {
            #expect(RedisInspection.encryption(try RedisAddress(url: url)).isEmpty, "\(url)")
        }
    }

    @Test(arguments: [
        "redis://", "redis:6379", "http://host", "redis://user@host", "redis://u:p@host/x", "redis://u:p@host/-1",
        "redis://u:p@host?strem=a", "redis://u:p@host?stream=", "redis://u:pa ss@host:port/0",
    ])
    func aMistakeIsNamedWithoutThePassword(_ url: String) {
        let problem = #expect(throws: RedisAddress.Problem.self) { try RedisAddress(url: url) }
        #expect(problem?.description.contains("inbox.url") == true && problem?.description.contains("pa ss") == false)
    }
}
#endif
