import SQSInbox
import Testing

@Suite struct SQSAddressTests {
    @Test(arguments: [
        ("sqs.eu-west-1.amazonaws.com", "eu-west-1"), ("eu-west-1.queue.amazonaws.com", "eu-west-1"),
        ("queue.amazonaws.com", "us-east-1"), ("sqs-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("vpce-1-a.sqs.eu-central-1.vpce.amazonaws.com", "eu-central-1"),
        ("sqs.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("sqs.eu-west-1.api.aws", "eu-west-1"), ("sqs.amazonaws.com", nil), ("127.0.0.1", nil),
        ("sqs.eu-west-1.example.com", nil),
    ]) func aHostTellsItsRegion(_ host: String, _ region: String?) {
        #expect(SQSAddress.region(in: host) == region)
    }

    @Test func anAddressIsRead() throws {
        let address = try SQSAddress(url: "sqs://sqs.eu-west-1.amazonaws.com/123456789012/sluice.fifo?profile=sync")
        #expect(address.queueURL == "https://sqs.eu-west-1.amazonaws.com/123456789012/sluice.fifo")
        #expect(address.isFIFO && address.region == "eu-west-1" && address.profile == "sync")
        #expect(address.arn(region: "eu-west-1") == "arn:aws:sqs:eu-west-1:123456789012:sluice.fifo")
        let local = try SQSAddress(url: "sqs://127.0.0.1:5000/000000000000/a?region=x")
        #expect(local.queueURL == "http://127.0.0.1:5000/000000000000/a" && local.region == "x" && !local.isFIFO)
        let sibling = local.sibling(arn: "arn:aws:sqs:x:000000000000:dead")
        #expect(sibling?.queueURL == "http://127.0.0.1:5000/000000000000/dead")
        #expect(local.sibling(arn: "arn:aws:sns:x:000000000000:dead") == nil)
    }

    @Test(arguments: [
        ("sqs:///1/a", "no address"), ("https://sqs.eu-west-1.amazonaws.com/123456789012/a", "no address"),
        ("sqs://key:s3cret@sqs.eu-west-1.amazonaws.com/123456789012/a", "a user or a password"),
        ("sqs://sqs.eu-west-1.amazonaws.com/sluice", "account and queue"),
        ("sqs://sqs.eu-west-1.amazonaws.com/12345/sluice", "12 digits"),
        ("sqs://sqs.eu-west-1.amazonaws.com/123456789012/a.b", "cannot be"),
        ("sqs://sqs.eu-west-1.amazonaws.com/123456789012/.fifo", "cannot be"),
        ("sqs://sqs.eu-west-1.amazonaws.com/123456789012/a?regoin=b", "\"regoin\""),
        ("sqs://sqs.eu-west-1.amazonaws.com/123456789012/a?region=", "without a value"),
    ]) func aMistakeIsNamed(_ url: String, _ part: String) {
        let problem = #expect(throws: SQSAddress.Problem.self) { try SQSAddress(url: url) }
        #expect(problem?.description.contains(part) == true && problem?.description.contains("s3cret") == false)
    }
}
