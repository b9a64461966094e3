import Conformance
import Foundation
import Outbound
import SQSInbox
import SyncEngine
import SyncModel
import Synchronization
import Testing

/// Where credentials are found, in which order, and what is said where there are none.
@Suite(.timeLimit(.minutes(1))) struct AWSCredentialTests {
    private final class SetClock: WallClock {
        private let time = Mutex(Instant(seconds: 1_790_000_000))
        var now: Instant { time.withLock { $0 } }
        func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
    }

    private let clock = SetClock()

    /// The chain of a process with these variables, which calls nobody but this machine.
    private func withChain<Value>(
        _ variables: [String: String],
        profile: String? = nil,
        _ body: (CredentialChain) async throws -> Value
    ) async throws -> Value {
        var all = [
            "AWS_SHARED_CREDENTIALS_FILE": "/nowhere", "AWS_CONFIG_FILE": "/nowhere",
            "AWS_EC2_METADATA_DISABLED": "true",
        ]
        all.merge(variables) { _, own in own }
        let surroundings = AWSSurroundings(variables: all, profile: profile)
        let addresses = surroundings.credentialAddresses(region: "eu-west-1").filter { $0.contains("127.0.0.1") }
        let client = try OutboundClient(allowedHosts: OutboundClient.allowedHosts(forBaseURLs: addresses))
        let chain = surroundings.chain(region: "eu-west-1", transport: client, local: client, clock: clock)
        let result: Result<Value, any Error>
        do { result = .success(try await body(chain)) } catch { result = .failure(error) }
        await client.shutdown()
        return try result.get()
    }

    private func words(_ variables: [String: String], profile: String? = nil) async throws -> String {
        try await withChain(variables, profile: profile) { chain in
            do { return "found \(try await chain.current().keyID)" } catch { return "\(error)" }
        }
    }

    private func file(_ text: String) throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "sluice-aws-\(UUID().uuidString)")
        try Data(text.utf8).write(to: url)
        return url.path
    }

    private func document(_ key: String, lasting seconds: Int64 = 3_600) -> String {
        """
        {"Code": "Success", "AccessKeyId": "\(key)", "SecretAccessKey": "s", "Token": "t", \
        "Expiration": "\(Timestamp(clock.now + .seconds(seconds)).utcSeconds)"}
        """
    }

    private static let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]

    @Test func theEnvironmentGoesBeforeAProfile() async throws {
        let path = try file("[default]\naws_access_key_id = OWN\naws_secret_access_key = s\n")
        let profile = ["AWS_SHARED_CREDENTIALS_FILE": path]
        #expect(try await words(profile.merging(Self.keys) { $1 }) == "found ENV")
        #expect(try await words(profile) == "found OWN")
        // One that the configuration names is the only one.
        #expect(try await words(profile.merging(Self.keys) { $1 }, profile: "default") == "found OWN")
        #expect(try await words(["AWS_ACCESS_KEY_ID": "ENV"]).contains("only one is set"))
        let none = try await words([:])
        #expect(
            none.contains("the environment, the profile default, the web identity, the container, the machine's role")
        )
    }

    @Test func profilesAreReadFromBothFiles() async throws {
        let credentials = try file(
            """
            # mine
            [a]
            aws_access_key_id=A ; a remark
            aws_secret_access_key = se#cret
            [a-self]
            aws_access_key_id = SELF
            aws_secret_access_key = s
            """
        )
        let configuration = try file(
            """
            [profile a]
            region = eu-north-1
            s3 =
              aws_access_key_id = NESTED
            [profile sso]
            sso_start_url = https://example.com
            [profile role]
            role_arn = arn:aws:iam::1:role/r
            [profile lost]
            role_arn = arn:aws:iam::1:role/r
            source_profile = nobody
            [profile program]
            credential_process = /bin/true
            """
        )
        let files = ["AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": configuration]
        func found(_ profile: String) async throws -> String {
            try await words(files.merging(["AWS_PROFILE": profile]) { $1 })
        }
        #expect(try await found("a") == "found A")
        #expect(AWSSurroundings(variables: files, profile: "a").region == "eu-north-1")
        #expect(try await found("sso").contains("SSO, which is not supported"))
        #expect(try await found("program").contains("export-credentials"))
        #expect(try await found("role").contains("source_profile or credential_source"))
        #expect(try await found("lost").contains("profile nobody"))
        let missing = try await found("missing")
        #expect(missing.contains(credentials) && missing.contains(configuration))
        let secret = ProfileFile("[a]\naws_secret_access_key = se#cret\n", isConfiguration: false)
        #expect(secret.profiles["a"]?["aws_secret_access_key"] == "se#cret")
    }

    @Test func aContainerIsAskedWithItsToken() async throws {
        let answer = document("CONTAINER")
        let service = try LocalService { request in
            request.path == "/v1/role" && request.headers["authorization"] == "token"
                ? (200, answer, "") : (401, "", "")
        }
        let full = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(service.address)/v1/role"]
        let token = try file("token\n")
        #expect(
            try await words(full.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token]) { $1 }) == "found CONTAINER"
        )
        #expect(
            try await words(full.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN": "token"]) { $1 }) == "found CONTAINER"
        )
        #expect(try await words(full).contains("HTTP 401"))
        let lost = try await words(full.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/nowhere"]) { $1 })
        #expect(lost.contains("/nowhere cannot be read"))
        let elsewhere = try await words(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://evil.example/v1"])
        #expect(elsewhere.contains("not called without TLS"))
        let relative = ContainerCredentials.address(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"])
        #expect(relative == "http://169.254.170.2/v2/x")
    }

    @Test func theMachinesRoleIsAskedForWithATokenOfItsOwn() async throws {
        let answer = document("MACHINE")
        let service = try LocalService { request in
            guard request.method == "GET" else {
                let isAsked =
                    request.path == "/latest/api/token"
                    && request.headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600"
                return (isAsked ? 200 : 400, "TOKEN", "")
            }
            guard request.headers["x-aws-ec2-metadata-token"] == "TOKEN" else { return (401, "", "") }
            switch request.path {
            case "/latest/meta-data/iam/security-credentials/": return (200, "my-role", "")
            case "/latest/meta-data/iam/security-credentials/my-role": return (200, answer, "")
            default: return (404, "", "")
            }
        }
        let machine = [
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": service.address + "/", "AWS_EC2_METADATA_DISABLED": "false",
        ]
        let found = try await withChain(machine) { try await $0.current() }
        #expect(found.keyID == "MACHINE" && found.sessionToken == Secret("t") && found.origin.contains("my-role"))
        #expect(service.requests.map(\.method) == ["PUT", "GET", "GET"])
        #expect(try await words(machine.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }).contains("switched off"))
        let closed = try FreePort.take()
        let nobody = [
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(closed)", "AWS_EC2_METADATA_DISABLED": "",
        ]
        #expect(try await words(nobody).contains("give the machine a role"))
    }

    @Test func aWebIdentityIsSentUnsignedAndARoleOfAProfileSigned() async throws {
        let end = Timestamp(clock.now + .seconds(3_600)).utcSeconds
        let service = try LocalService { request in
            guard request.body.contains("Version=2011-06-15") else { return (400, "", "") }
            if request.body.contains("RoleArn=denied") {
                return (403, "<Error><Code>AccessDenied</Code><Message>no &amp; never</Message></Error>", "")
            }
            let key = request.body.contains("AssumeRoleWithWebIdentity") ? "WEB" : "ASSUMED"
            return (
                200,
                "<R><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>s&lt;</SecretAccessKey><SessionToken>t</SessionToken>"
                    + "<Expiration>\(end)</Expiration></R>", ""
            )
        }
        let token = try file("jwt.a.b\n")
        let web = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
            "AWS_ENDPOINT_URL_STS": service.address,
        ]
        let found = try await withChain(web) { try await $0.current() }
        #expect(found.keyID == "WEB" && found.secret == Secret("s<") && found.expiresAt == clock.now + .seconds(3_600))
        let request = try #require(service.requests.last)
        #expect(request.body.contains("WebIdentityToken=jwt.a.b") && request.headers["authorization"] == nil)
        #expect(try await words(web.merging(["AWS_ROLE_ARN": ""]) { $1 }).contains("AWS_ROLE_ARN is not"))
        let denied = try await words(web.merging(["AWS_ROLE_ARN": "denied"]) { $1 })
        #expect(denied.contains("AccessDenied: no & never") && !denied.contains("jwt"))

        let profiles = try file(
            """
            [base]
            aws_access_key_id = BASE
            aws_secret_access_key = s
            [role]
            role_arn = arn:aws:iam::1:role/r
            source_profile = base
            external_id = e1
            """
        )
        let files = ["AWS_SHARED_CREDENTIALS_FILE": profiles, "AWS_ENDPOINT_URL_STS": service.address]
        #expect(try await words(files, profile: "role") == "found ASSUMED")
        let signed = try #require(service.requests.last)
        #expect(signed.body.contains("ExternalId=e1"))
        #expect(signed.headers["authorization"]?.contains("Credential=BASE/") == true)
        #expect(signed.headers["authorization"]?.contains("/eu-west-1/sts/aws4_request") == true)
    }

    @Test func credentialsAreFetchedOnceForAllAndRenewedBeforeTheirEnd() async throws {
        let (first, second) = (document("FIRST"), document("SECOND", lasting: 7_200))
        let state = Mutex(0)
        let service = try LocalService { _ in
            switch state.withLock({ count in
                count += 1; return count
            }) {
            case 1: (200, first, "")
            case 2: (500, "", "")
            default: (200, second, "")
            }
        }
        try await withChain(["AWS_CONTAINER_CREDENTIALS_FULL_URI": service.address + "/"]) { chain in
            let keys = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await chain.current().keyID } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(keys == ["FIRST"] && service.requests.count == 1)
            clock.advance(.seconds(3_299))
            #expect(try await chain.current().keyID == "FIRST" && service.requests.count == 1)
            // Five minutes before: the service is down, and what is at hand still serves.
            clock.advance(.seconds(2))
            #expect(try await chain.current().keyID == "FIRST" && service.requests.count == 2)
            #expect(try await chain.current().keyID == "FIRST" && service.requests.count == 2)
            clock.advance(.seconds(600))
            await #expect(throws: SQSFailure.self) { try await chain.current() }
            // It is not asked all the time.
            #expect(service.requests.count == 2)
        }
    }
}
