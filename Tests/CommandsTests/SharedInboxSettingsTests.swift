import Testing

@testable import Commands

/// An inbox that machines share, as the configuration names it.
@Suite struct SharedInboxSettingsTests {
    private func folder(_ url: String) throws -> ConfigurationFolder {
        try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            inbox: { url: "\(url)" }
            """
        ])
    }

    @Test func aTransportThatThereIsNotIsRefused() throws {
        let words = try folder("kafka://host").mistakes().joined()
        #expect(words.contains("sluice.yaml:2:") && words.contains("direct"))
    }

    @Test func aQueueOfSQSIsReadInEveryBuild() throws {
        let inbox = try folder("sqs://sqs.eu-west-1.amazonaws.com/123456789012/sluice").load().inbox
        #expect(inbox.shared?.kind == .sqs && inbox.journalFolder?.hasSuffix("/sluice.db.inbox") == true)
    }

    @Test(arguments: [
        ("sqs://sqs.eu-west-1.amazonaws.com/sluice", "account and queue"),
        ("sqs://key:s3cret@sqs.eu-west-1.amazonaws.com/123456789012/sluice", "a user or a password"),
        ("sqs://sqs.eu-west-1.amazonaws.com/123456789012/sluice?regoin=a", "\"regoin\""),
    ])
    func aMistakeInAQueuesAddressIsNamed(_ url: String, _ part: String) throws {
        let words = try folder(url).mistakes().joined()
        #expect(words.contains("sluice.yaml:2:") && words.contains(part) && !words.contains("s3cret"), "\(words)")
    }

    #if RedisStreams
    @Test(arguments: [
        ("redis://sluice:s3cret@redis.example.com:6390/1?stream=shop", SharedInboxSettings.Kind.redisStream),
        ("rediss://sluice:s3cret@redis.example.com", .redisStream),
        ("bullmq://sluice:s3cret@redis.example.com/0?queue=shopify&prefix=b", .bullMQ),
    ])
    func anAddressIsReadAndItsPasswordNotShown(_ url: String, _ kind: SharedInboxSettings.Kind) throws {
        let inbox = try folder(url).load().inbox
        #expect(inbox.shared?.kind == kind)
        #expect(inbox.journalFolder?.hasSuffix("/sluice.db.inbox") == true)
        #expect(!"\(inbox)".contains("s3cret"))
    }

    @Test(arguments: [
        ("redis://sluice:s3cret@redis.example.com?strem=a", "\"strem\""),
        ("redis://sluice:s3cret@redis.example.com/one", "no number"),
        ("bullmq://sluice:s3cret@redis.example.com/0", "names no queue"),
        ("bullmq://sluice:s3cret@redis.example.com/0?stream=a", "\"stream\""),
    ])
    func aMistakeIsNamedWithoutThePassword(_ url: String, _ part: String) throws {
        let words = try folder(url).mistakes().joined()
        #expect(words.contains("sluice.yaml:2:") && words.contains(part), "\(words)")
        #expect(!words.contains("s3cret"))
    }

    private func forwarding(_ url: String, inbox: String = "direct") throws -> ConfigurationFolder {
        try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            inbox: { url: "\(inbox)", forward_url: "\(url)" }
            """
        ])
    }

    @Test func aQueueToHandOnToIsRead() throws {
        let read = try forwarding("bullmqs://sluice:s3cret@redis.example.com/0?queue=shopify&limit=5").load()
        #expect(read.forwardURL != nil && !"\(read)".contains("s3cret"))
        #expect(try folder("direct").load().forwardURL == nil)
    }

    @Test(arguments: [
        ("redis://sluice:s3cret@h/0", "inbox.forward_url is no address"),
        ("bullmq://sluice:s3cret@h/0", "inbox.forward_url names no queue"),
        ("bullmq://sluice:s3cret@h/0?queue=a&limit=none", "no number above 0"),
        ("bullmq://sluice:s3cret@h/0?queue=a", "the queue of inbox.url"),
    ])
    func aMistakeOfTheQueueToHandOnToIsNamed(_ url: String, _ part: String) throws {
        let words = try forwarding(url, inbox: "bullmq://other:s3cret@h:6379?queue=a&prefix=bull").mistakes().joined()
        #expect(words.contains("sluice.yaml:2:") && words.contains(part), "\(words)")
        #expect(!words.contains("s3cret"))
    }
    #else
    @Test func aProgramBuiltWithoutRedisSaysSo() throws {
        let words = try folder("redis://sluice:s3cret@redis.example.com").mistakes().joined()
        #expect(words.contains("swift build --traits RedisStreams") && !words.contains("s3cret"))
    }
    #endif
}
