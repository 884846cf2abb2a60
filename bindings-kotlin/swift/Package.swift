// swift-tools-version: 6.0
// The Swift package: sources that UniFFI generates, a layer over them, and the tests. See docs/swift.md.

import Foundation
import PackageDescription

// The native library: an XCFramework where there is one (`cargo xtask package apple`); else the header alone, and the
// library is told to the linker.
let framework = "CWellclient.xcframework"
let framed = FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(framework)")
let native: Target = framed
    ? .binaryTarget(name: "CWellclient", path: framework)
    : .systemLibrary(name: "CWellclient")

let package = Package(
    name: "wellclient",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Wellclient", targets: ["Wellclient"])],
    targets: [
        native,
        .target(
            name: "Wellclient",
            dependencies: ["CWellclient"],
            // What is generated is Swift 5; programs can be Swift 6.
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [
                .linkedLibrary("wellclient_uniffi", .when(platforms: [.linux])),
                .linkedFramework("Security", .when(platforms: [.iOS, .macOS])),
                .linkedFramework("SystemConfiguration", .when(platforms: [.iOS, .macOS])),
            ]
        ),
        .testTarget(name: "WellclientTests", dependencies: ["Wellclient"]),
        // What the conformance suite talks to.
        .executableTarget(name: "Testee", dependencies: ["Wellclient"], path: "Tests/Testee"),
        // The guides' snippets, where `cargo xtask test swift` has laid them out.
        .target(name: "Guide", dependencies: ["Wellclient"], path: "Tests/Guide"),
        // The guide's first program, and a telephone.
        .executableTarget(name: "First", dependencies: ["Wellclient"], path: "Examples/First"),
        .executableTarget(name: "Softphone", dependencies: ["Wellclient"], path: "Examples/Softphone"),
    ]
)
