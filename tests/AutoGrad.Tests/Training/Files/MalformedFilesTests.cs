using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AutoGrad;

/// <summary>
/// The catalogue of malformed files, by number: S safetensors, N .npy, Z .npz, I IDX, C comma-separated values. Each is refused by the typed error, within the file's size and 64 KiB.
/// The readers' own tests say what each message holds.
/// </summary>
/// <remarks>
/// <see cref="FileCaseList"/> says where the other numbers are covered, and which do not apply. Accepted on purpose: S46 with a size that an array can have, N35 (big-endian numbers
/// are turned round), C7 (line ends mixed, a byte order mark).
/// </remarks>
public sealed class MalformedFilesTests
{
    private const uint Local = 0x04034B50, Central = 0x02014B50, End = 0x06054B50;

    private static readonly byte[] npy = NpyTests.Bytes(NpyTests.Header(), new byte[8]);
    private static readonly byte[] npz = NpzTests.Write(true, NpzTests.tensors);
    private static readonly byte[] idx = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

    private static readonly Dictionary<string, byte[]> cases = new()
    {
        ["S1"] = [],
        ["S2"] = new byte[7],
        ["S3"] = Prefixed(0, "{}"),
        ["S4"] = Prefixed(1, "{"),
        ["S5"] = Prefixed(200, "{}"),
        ["S6"] = Prefixed(100_000_001, "{}"),
        ["S7"] = Prefixed(1UL << 63, "{}"),
        ["S8"] = Prefixed(ulong.MaxValue, "{}"),
        ["S9"] = Prefixed(ulong.MaxValue - 7, "{}"),
        ["S10"] = [8, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 0xFF, .. "\":1} "u8],
        ["S12"] = Safe("\uFEFF{}"),
        ["S13"] = Safe("{}\0\0"),
        ["S14"] = Safe("not json"),
        ["S15"] = Safe("{\"a\":{\"dtype\""),
        ["S16"] = Safe("[]"),
        ["S18 comment"] = Safe("{/**/}"),
        ["S18 comma"] = Safe("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],}}"),
        ["S18 quotes"] = Safe("{'a':1}"),
        ["S19"] = Safe("{\"a\":" + new string('[', 100_000)),
        ["S20"] = Two("a", "a", "[0,2]", "[2,4]"),
        ["S21"] = Safe("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"),
        ["S23"] = One(name: "a\\uD800"),
        ["S24 NUL"] = One(name: "a\\u0000"),
        ["S24 control"] = One(name: "a\\u001b"),
        ["S24 C1"] = One(name: "a\\u0085"),
        ["S25"] = One(name: ""),
        ["S26"] = One(name: new string('x', 1_000_000)),
        ["S27"] = Safe("{" + string.Concat(Enumerable.Range(0, 40_000).Select(static index => $"\"{index}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}},")) + "\"7\":1}"),
        ["S28"] = Safe("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}"),
        ["S29"] = Safe("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}"),
        ["S30"] = Safe("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}"),
        ["S31"] = Safe("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}"),
        ["S32"] = One(dtype: "\"F33\""),
        ["S33"] = One(dtype: "7"),
        ["S34"] = One(dtype: "\"f32\""),
        ["S35"] = One(dtype: "\"F8_E5M2\""),
        ["S36"] = One(shape: "1"),
        ["S37"] = One(shape: "[-1]"),
        ["S38"] = One(shape: "[2.0]"),
        ["S39"] = One(shape: "[1e2]"),
        ["S40"] = One(shape: "[18446744073709551616]"),
        ["S42"] = One(shape: "[true]"),
        ["S43"] = One(shape: "[2,18446744073709551614]"),
        ["S44"] = One(shape: "[2,9223372036854775807]"),
        ["S46"] = One(shape: "[0,9223372036854775808]", offsets: "[0,0]"),
        ["S47"] = One(offsets: "[0]"),
        ["S48"] = One(offsets: "[0,4,4]"),
        ["S49"] = One(offsets: "[-4,0]"),
        ["S50"] = One(offsets: "[4,0]"),
        ["S51"] = One(offsets: "[0,8]", shape: "[2]"),
        ["S52"] = Two("a", "b", "[0,2]", "[1,3]", 3),
        ["S54"] = One(dtype: "\"U8\"", shape: "[3]", offsets: "[1,4]"),
        ["S55"] = Two("a", "b", "[0,2]", "[3,5]", 5),
        ["S56"] = One(shape: "[2]"),
        ["S57"] = [.. One(), .. NpzTests.Write(false)],
        ["S58"] = One()[..^2],
        ["S59"] = Two("a", "b", "[1,3]", "[3,5]", 5),
        ["S60"] = Safe("{\"__metadata__\":1}"),
        ["S61 number"] = Safe("{\"__metadata__\":{\"a\":1}}"),
        ["S61 null"] = Safe("{\"__metadata__\":{\"a\":null}}"),
        ["S61 nested"] = Safe("{\"__metadata__\":{\"a\":{}}}"),
        ["S63"] = One(dtype: "\"F4\"", shape: "[3]", offsets: "[0,2]"),

        ["N1"] = [],
        ["N2"] = npy[..6],
        ["N3"] = [.. "NOTNUMPY"u8, .. npy[8..]],
        ["N4 0.0"] = [.. npy[..6], 0, 0, .. npy[8..]],
        ["N4 4.0"] = [.. npy[..6], 4, 0, .. npy[8..]],
        ["N4 9.9"] = [.. npy[..6], 9, 9, .. npy[8..]],
        ["N5"] = [.. npy[..8], 0xFF, 0x0F, .. npy[10..]],
        ["N6"] = [.. npy[..8], 0, 0, .. npy[10..]],
        ["N7"] = [.. npy[..6], 2, 0, 255, 255, 255, 255, .. npy[10..]],
        ["N8"] = NpyTests.Bytes(NpyTests.Header() + new string(' ', 10_000), []),
        ["N9"] = NpyTests.Bytes("[1, 2]\n", new byte[8]),
        ["N10"] = NpyTests.Bytes("{'descr': '<f4', 'fortran_order': False}\n", new byte[8]),
        ["N11"] = NpyTests.Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}\n", new byte[8]),
        ["N12"] = NpyTests.Bytes("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}\n", new byte[8]),
        ["N14"] = NpyTests.Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}\0\n", new byte[8]),
        ["N15"] = NpyTests.Bytes(new string('(', 9_000), new byte[8]),
        ["N16"] = NpyTests.Bytes("\xFF\xFE", new byte[8], 3),
        ["N17"] = Array(shape: "[2]"),
        ["N18"] = Array(shape: "2"),
        ["N19"] = Array(shape: "None"),
        ["N20"] = Array(shape: "(2.0,)"),
        ["N21"] = Array(shape: "(True,)"),
        ["N22"] = Array(shape: "(-2,)"),
        ["N24"] = Array(shape: "(8589934592, 8589934592)"),
        ["N26"] = Array(shape: "(1099511627776,)"),
        ["N27"] = Array(shape: $"({string.Join(", ", Enumerable.Repeat(1, 65))})"),
        ["N28"] = Array(shape: "(4L,)"),
        ["N29"] = Array("'|O'"),
        ["N30"] = Array("'<x4'"),
        ["N31"] = Array("[('a', '<f4')]"),
        ["N32"] = Array("'|V0'"),
        ["N33 text"] = Array("'<U1'"),
        ["N33 bytes"] = Array("'|S1'"),
        ["N34"] = Array("'<M8[ns]'"),
        ["N36 number"] = Array(order: "1"),
        ["N36 text"] = Array(order: "'True'"),
        ["N37"] = npy[..^1],
        ["N39"] = Array("'<f3'"),
        ["N40"] = NpyTests.Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", new byte[8]),

        ["Z1"] = new byte[1000],
        ["Z2"] = npz[..^22],
        ["Z3"] = [.. npz[..^60], .. npz[^22..]],
        ["Z4"] = NpzTests.Patch(npz, Central, 42, 255, 255, 255, 254),
        ["Z5"] = Overlapping(),
        ["Z6"] = NpzTests.Zip(("a.npy", NpyTests.Bytes(NpyTests.Header("'|u1'", shape: "(50000000,)"), new byte[50_000_001]))),
        ["Z7"] = Relengthened(-1),
        ["Z8"] = Relengthened(1),
        ["Z10"] = NpzTests.Patch(NpzTests.Patch(npz, Central, 16, 1, 2, 3, 4), Local, 14, 1, 2, 3, 4),
        ["Z12 up"] = NpzTests.Zip(("../evil.npy", npy)),
        ["Z12 absolute"] = NpzTests.Zip(("/evil.npy", npy)),
        ["Z12 drive"] = NpzTests.Zip(("C:/evil.npy", npy)),
        ["Z12 backslash"] = NpzTests.Zip(("a\\evil.npy", npy)),
        ["Z13"] = NpzTests.Patch(npz, Central, 8, 1),
        ["Z14 bzip2"] = NpzTests.Patch(npz, Central, 10, 12),
        ["Z14 zstd"] = NpzTests.Patch(npz, Central, 10, 93),
        ["Z15"] = NpzTests.Zip(("a.npy", npz)),
        ["Z16"] = NpzTests.Zip(("a.txt", npy)),
        ["Z17"] = NpzTests.Patch(npz, End, 8, 255, 255, 255, 255),
        ["Z18"] = NpzTests.Patch(npz, Central, 20, 255, 255, 255, 255, 255, 255, 255, 255),
        ["Z19"] = NpzTests.Patch(npz, Local, 22, 1, 0, 0, 0),
        ["Z20"] = [.. npz[..60], .. new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }, .. npz[64..]],

        ["I1"] = idx[..3],
        ["I2"] = [0x89, .. idx[1..]],
        ["I3"] = [0, 0, 7, .. idx[3..]],
        ["I4"] = [0, 0, 8, 0, .. idx[4..]],
        ["I5"] = [0, 0, 8, 255, .. idx[4..]],
        ["I6"] = idx[..10],
        ["I7"] = [0, 0, 8, 1, 255, 255, 255, 255],
        ["I8"] = [0, 0, 8, 2, 0, 1, 0, 0, 0, 1, 0, 0],
        ["I9"] = idx[..^1],
        ["I14 bomb"] = Gzip([.. idx, .. new byte[50_000_000]]),
        ["I14 checksum"] = [.. Gzip(idx)[..^8], 1, 2, 3, 4, .. Gzip(idx)[^4..]],
        ["I14 member"] = [.. Gzip(idx), .. Gzip(idx)],

        ["C1"] = "1,2\n3\n"u8.ToArray(),
        ["C2"] = "1,x\n"u8.ToArray(),
        ["C3"] = "1,1e999\n"u8.ToArray(),
        ["C4"] = "1,\"2,5\"\n"u8.ToArray(),
        ["C5"] = "1,\0\n"u8.ToArray(),
        ["C6"] = [.. "1,"u8, .. Enumerable.Repeat((byte)'7', 8_000_000)],
    };

    /// <summary>The names of the files: a number and, where there are several of it, more.</summary>
    internal static IReadOnlyCollection<string> Cases => cases.Keys;

    public static TheoryData<string> Numbers => [.. cases.Keys];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_malformed_file_with_this_number_is_refused(string number)
    {
        using var stream = new MemoryStream(cases[number]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<DataFormatException>(() => Read(number[0], stream));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, stream.Length + 65_536);
        Assert.StartsWith("t.file", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("t.file", refused.File, StringComparison.Ordinal);
        Assert.True(refused.Offset is not null || refused.Line is not null, refused.Message);
    }

    /// <summary>S66: what has a path and is no file.</summary>
    [Fact]
    [FileCases("S66")]
    public void Folders_devices_and_links_in_a_circle_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory("autograd-odd-").FullName;
        try
        {
            var link = Path.Combine(folder, "link");
            File.CreateSymbolicLink(link, link);
            foreach (var path in OperatingSystem.IsWindows() ? [folder] : new[] { folder, link, "/dev/zero" })
            {
                foreach (var load in new Action<string>[] { static path => SafeTensors.Load(path), static path => Npy.Load(path), static path => Npz.Load(path) })
                {
                    var refused = Record.Exception(() => load(path));
                    Assert.True(refused is DataFormatException or IOException or UnauthorizedAccessException, $"{path}: {refused}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>S65: nothing is mapped, so what shrinks while it is read ends early, which is noticed.</summary>
    [Theory]
    [InlineData('S')]
    [InlineData('N')]
    [InlineData('Z')]
    [InlineData('I')]
    [FileCases("S65")]
    public void Files_that_shrink_while_they_are_read_are_refused(char format)
    {
        var whole = format switch { 'S' => One(), 'N' => npy, 'Z' => npz, _ => idx };
        for (var left = 0; left < whole.Length; left++)
        {
            using var stream = new Shrinking(whole, left);
            Assert.Throws<DataFormatException>(() => Read(format, stream));
        }
    }

    private static void Read(char format, MemoryStream stream)
    {
        switch (format)
        {
            case 'S':
                SafeTensors.Read(stream, "t.file");
                break;
            case 'N':
                Npy.Read(stream, "t.file");
                break;
            case 'Z':
                Npz.Read(stream, "t.file");
                break;
            case 'I':
                Idx.Read(stream, "t.file");
                break;
            default:
                Csv.Read(stream, "t.file", header: false).Numbers(0, 2);
                break;
        }
    }

    private static byte[] Prefixed(ulong length, string header)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        return [.. prefix, .. Encoding.UTF8.GetBytes(header)];
    }

    private static byte[] Safe(string header) => SafeTensorsTests.Bytes(header, 1, 2, 3, 4);

    private static byte[] One(string name = "a", string dtype = "\"F32\"", string shape = "[1]", string offsets = "[0,4]") => Safe(SafeTensorsTests.One(name, dtype, shape, offsets));

    private static byte[] Two(string first, string second, string a, string b, int data = 4) =>
        SafeTensorsTests.Bytes($"{{\"{first}\":{{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":{a}}},\"{second}\":{{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":{b}}}}}", new byte[data]);

    private static byte[] Array(string descr = "'<f4'", string order = "False", string shape = "(2,)") => NpyTests.Bytes(NpyTests.Header(descr, order, shape), new byte[8]);

    /// <summary>An archive both of whose entries are the first one's bytes.</summary>
    private static byte[] Overlapping()
    {
        var file = NpzTests.Zip(("a.npy", npy), ("b.npy", npy));
        var second = file.AsSpan().LastIndexOf(BitConverter.GetBytes(Central));
        file.AsSpan(second + 42, 4).Clear();
        file[second + 46] = (byte)'a';
        return file;
    }

    /// <summary>An archive whose first entry says another length, in both places.</summary>
    private static byte[] Relengthened(int change)
    {
        var file = npz.ToArray();
        var central = file.AsSpan().IndexOf(BitConverter.GetBytes(Central));
        foreach (var place in new[] { 22, central + 24 })
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(place)) + change);
        }

        return file;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var deflater = new GZipStream(file, CompressionLevel.Optimal))
        {
            deflater.Write(bytes);
        }

        return file.ToArray();
    }

    /// <summary>Says that it has all its bytes, and gives only the first ones.</summary>
    private sealed class Shrinking(byte[] whole, int left) : MemoryStream(whole)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, (int)Math.Clamp(left - Position, 0, count));

        public override int ReadByte() => Position < left ? base.ReadByte() : -1;
    }
}
