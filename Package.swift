// swift-tools-version: 6.2
import PackageDescription

// A target exists only to keep a dependency or a wrong import out; everything else is a folder.
// docs/architecture.md draws who may import whom.
let package = Package(
    name: "sluice",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "sluice", targets: ["sluice"])],
    // Compile conditions that need a C library; script/setup knows which, and switches on what it finds.
    traits: [
        .trait(name: "PostgreSQL", description: "The store on a PostgreSQL server, over libpq."),
        .trait(name: "RedisStreams", description: "Redis or Valkey as inbox between machines, over hiredis."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "SyncModel"),
        .target(
            name: "SyncEngine",
            dependencies: [
                "SyncModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .target(
            name: "Outbound",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .target(
            name: "Shopify",
            dependencies: ["SyncModel", "Outbound", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(
            name: "Connectors",
            dependencies: [
                "SyncModel", "Outbound",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]
        ),
        .target(name: "SQLStore", dependencies: ["SyncModel"]),
        .target(
            name: "SQLiteDriver",
            dependencies: ["SQLStore", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        // Empty without the trait, so that nothing that imports it needs the library.
        .systemLibrary(
            name: "CLibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        .target(
            name: "PostgreSQLDriver",
            dependencies: ["SyncModel", "SQLStore", .target(name: "CLibPQ", condition: .when(traits: ["PostgreSQL"]))]
        ),
        .systemLibrary(
            name: "CHiredis",
            pkgConfig: "hiredis",
            providers: [.apt(["libhiredis-dev"]), .brew(["hiredis"])]
        ),
        .target(
            name: "RedisInbox",
            dependencies: [
                "SyncModel", "SyncEngine", .target(name: "CHiredis", condition: .when(traits: ["RedisStreams"])),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .target(
            name: "SQSInbox",
            dependencies: [
                "SyncModel", "SyncEngine", "Outbound",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "Web",
            dependencies: [
                "SyncModel", "SyncEngine", "Shopify",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "Sandbox",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "Commands",
            dependencies: [
                "SyncModel", "SyncEngine", "Outbound", "Shopify", "Connectors", "SQLStore", "SQLiteDriver",
                "PostgreSQLDriver", "RedisInbox", "SQSInbox", "Web", "Sandbox", "Yams",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(name: "sluice", dependencies: ["Commands"]),

        // Suites that every implementation of a protocol must pass. Nothing under Sources/ may import it.
        .target(
            name: "Conformance",
            dependencies: [
                "SyncModel", "SyncEngine", "Connectors", "Outbound", "Sandbox",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Conformance"
        ),
        .testTarget(name: "SyncModelTests", dependencies: ["SyncModel", "Sandbox", "Conformance"]),
        .testTarget(
            name: "SyncEngineTests",
            dependencies: [
                "SyncModel", "SyncEngine", "SQLStore", "SQLiteDriver", "Sandbox", "Conformance",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "OutboundTests",
            dependencies: [
                "Outbound", "Conformance",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .testTarget(
            name: "ShopifyTests",
            dependencies: [
                "SyncModel", "SyncEngine", "Outbound", "Shopify", "Sandbox", "Conformance",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "ConnectorsTests",
            dependencies: [
                "SyncModel", "Outbound", "Connectors", "Commands", "Sandbox", "Conformance",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: ["SyncModel", "SQLStore", "SQLiteDriver", "PostgreSQLDriver", "Conformance"]
        ),
        .testTarget(
            name: "InboxTests",
            dependencies: [
                "SyncModel", "SyncEngine", "Outbound", "Shopify", "RedisInbox", "SQSInbox", "Conformance",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "SyncModel", "SyncEngine", "Shopify", "Web", "Conformance",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Shopify", "Commands", "SyncModel", "SyncEngine", "SQLStore", "SQLiteDriver", "Outbound", "Connectors",
                "Web", "Conformance",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(name: "FuzzTests", dependencies: ["SyncModel", "Shopify", "Connectors", "Commands", "Outbound"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "sluice", "SQLStore", "SQLiteDriver", "PostgreSQLDriver", "Sandbox", "Conformance",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings a main of its own, and wants to see where its inputs lead; AddressSanitizer ends it at a wrong access and, as
// it goes, at a leak. `script/fuzz` builds that, and nobody else.
if Context.environment["SLUICE_FUZZING"] != nil {
    package.targets.removeAll { $0.name == "FuzzTests" }
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: ["SyncModel", "Shopify", "Connectors", "Commands", "Outbound"],
            path: "Tests/FuzzTests",
            exclude: ["FuzzPassTests.swift", "Mutator.swift"],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]
        )
    )
}

// One place for the settings of all targets. Warnings are errors in CI only: a user's newer compiler may warn anew.
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
    ]
    if Context.environment["SLUICE_FUZZING"] != nil,
        ["fuzz", "SyncModel", "Shopify", "Connectors", "Commands"].contains(target.name)
    {
        target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library", "-DFUZZING"]))
    }
    if Context.environment["CI"] != nil {
        target.swiftSettings?.append(contentsOf: [
            .treatAllWarnings(as: .error),
            .treatWarning("DeprecatedDeclaration", as: .warning),
        ])
    }
}
