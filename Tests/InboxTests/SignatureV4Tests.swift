import SQSInbox
import SyncModel
import Testing

/// AWS' published examples of Signature Version 4: what is asked, and the signature that must come out.
@Suite struct SignatureV4Tests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var request: SignatureV4.Request
        var headers: String
        var signature: String
        var token: String?
        var service = "service"

        var testDescription: String { name }
    }

    private static func request(
        _ method: String = "GET",
        path: String = "/",
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [],
        body: String = "",
        host: String = "example.amazonaws.com"
    ) -> SignatureV4.Request {
        SignatureV4.Request(
            method: method,
            host: host,
            path: path,
            query: query,
            headers: headers,
            body: Array(body.utf8)
        )
    }

    private static let letters = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    private static let examples: [Example] = [
        Example(
            name: "get-vanilla",
            request: request(),
            headers: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        Example(
            name: "get-vanilla-query-order-key-case",
            request: request(query: [("Param2", "value2"), ("Param1", "value1")]),
            headers: "host;x-amz-date",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        Example(
            name: "get-vanilla-query-unreserved",
            request: request(query: [(letters, letters)]),
            headers: "host;x-amz-date",
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"
        ),
        Example(
            name: "get-utf8",
            request: request(path: "/ሴ"),
            headers: "host;x-amz-date",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"
        ),
        Example(
            name: "get-header-value-trim",
            request: request(headers: [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")]),
            headers: "host;my-header1;my-header2;x-amz-date",
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        ),
        Example(
            name: "post-vanilla",
            request: request("POST"),
            headers: "host;x-amz-date",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        ),
        Example(
            name: "post-header-key-sort",
            request: request("POST", headers: [("My-Header1", "value1")]),
            headers: "host;my-header1;x-amz-date",
            signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"
        ),
        Example(
            name: "post-x-www-form-urlencoded",
            request: request(
                "POST",
                headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: "Param1=value1"
            ),
            headers: "content-type;host;x-amz-date",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        ),
        Example(
            name: "post-sts-header-before",
            request: request("POST"),
            headers: "host;x-amz-date;x-amz-security-token",
            signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
            token:
                "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
        ),
        // The one that the documentation of AWS goes through step by step.
        Example(
            name: "ListUsers",
            request: request(
                query: [("Action", "ListUsers"), ("Version", "2010-05-08")],
                headers: [("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
                host: "iam.amazonaws.com"
            ),
            headers: "content-type;host;x-amz-date",
            signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            service: "iam"
        ),
    ]

    @Test(arguments: examples) func givesThePublishedSignature(_ example: Example) throws {
        let credentials = AWSCredentials(
            keyID: "AKIDEXAMPLE",
            secret: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: example.token.map { Secret($0) },
            origin: "an example"
        )
        let now = try #require(Timestamp("2015-08-30T12:36:00Z")).instant
        let signing = SignatureV4(credentials, region: "us-east-1", service: example.service)
        let added = signing.headers(for: example.request, at: now)
        #expect(added.first { $0.name == "x-amz-date" }?.value == "20150830T123600Z")
        #expect(added.first { $0.name == "x-amz-security-token" }?.value == example.token)
        let scope = "AKIDEXAMPLE/20150830/us-east-1/\(example.service)/aws4_request"
        #expect(
            added.last?.value
                == "AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=\(example.headers), Signature=\(example.signature)"
        )
    }
}
