using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>The beginning of an .npy file: its type, order and shape, as a Python dictionary.</summary>
/// <remarks>Source: NumPy Enhancement Proposal 1. The dictionary is read by a grammar of its own that knows nothing else; nothing in it is ever run.</remarks>
internal readonly record struct NpyHeader(StoredNumber Type, bool IsBigEndian, bool IsColumnMajor, NpySizes Sizes, int DataStart)
{
    /// <summary>The fewest bytes of a file: {'descr':'|u1','fortran_order':True,'shape':()} and a line end behind a beginning of 10.</summary>
    public const int Shortest = 10 + 48;

    /// <summary>The most bytes of a dictionary, as in NumPy.</summary>
    public const int LongestDictionary = 10_000;

    /// <summary>The most bytes in front of the numbers.</summary>
    public const int Longest = 12 + LongestDictionary;

    /// <summary>The shape of the array.</summary>
    public Shape Shape => Sizes.ToShape();

    /// <summary>The bytes of the numbers.</summary>
    public int DataLength => (int)Sizes.Elements * StoredNumbers.SizeOf(Type);

    /// <summary>Reads and checks the beginning of a file.</summary>
    /// <param name="beginning">The first <see cref="Longest"/> bytes, or the whole file if it has fewer.</param>
    /// <param name="total">The length of the file.</param>
    /// <param name="file">What errors call it.</param>
    public static NpyHeader Parse(ReadOnlySpan<byte> beginning, long total, string file)
    {
        if (!IsMagic(beginning))
        {
            throw DataFormatException.InBytes(
                file, 0, $"begins with 0x{Convert.ToHexString(beginning[..int.Min(6, beginning.Length)])}; an .npy file begins with 0x934E554D5059. Check that it is the right file, whole.");
        }

        if (beginning.Length < 10 || (beginning[6] != 1 && beginning.Length < 12))
        {
            throw DataFormatException.InBytes(file, beginning.Length, $"the file ends after {beginning.Length} bytes, within its header. It may be cut off: fetch it again.");
        }

        if (beginning[6] is < 1 or > 3 || beginning[7] != 0)
        {
            throw DataFormatException.InBytes(file, 6, $"the version is {beginning[6]}.{beginning[7]}; 1.0, 2.0 and 3.0 are known. Store it with numpy.save.");
        }

        var start = beginning[6] == 1 ? 10 : 12;
        var length = beginning[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(beginning[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(beginning[8..]);
        if (length is 0 or > LongestDictionary || length > total - start)
        {
            throw DataFormatException.InBytes(file, 8, $"the length of the header is {length}; it is 1 to {LongestDictionary}, and here {total - start} bytes follow. Check that the file is whole.");
        }

        if (length > beginning.Length - start)
        {
            throw DataFormatException.InBytes(file, beginning.Length, $"the file ends after {beginning.Length} bytes, within its header. It may be cut off: fetch it again.");
        }

        var parser = new Parser(beginning.Slice(start, (int)length), start, file);
        var header = parser.Run() with { DataStart = start + (int)length };
        var data = total - header.DataStart;
        return data == header.DataLength
            ? header
            : throw DataFormatException.InBytes(
                file, header.DataStart, $"the shape {header.Shape} and type {header.Type} need {header.DataLength} bytes, but {data} follow. The file may be cut off or damaged: fetch it again.");
    }

    /// <summary>The bytes in front of a tensor's numbers, version 1.0, as NumPy writes them.</summary>
    public static byte[] Write(StoredNumber type, Shape shape)
    {
        var descr = type switch
        {
            StoredNumber.Real16 => "<f2",
            StoredNumber.Real32 => "<f4",
            StoredNumber.Real64 => "<f8",
            _ => "<i4",
        };
        var sizes = shape.Rank == 1 ? $"({shape[0].ToString(CultureInfo.InvariantCulture)},)" : $"({string.Join(", ", shape)})";
        var text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {sizes}, }}";

        // The numbers begin at a multiple of 64, after blanks and a line end.
        var length = ((10 + text.Length + 1 + 63) / 64 * 64) - 10;
        var bytes = new byte[10 + length];
        bytes.AsSpan().Fill((byte)' ');
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        (bytes[6], bytes[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static bool IsMagic(ReadOnlySpan<byte> bytes) => bytes.Length >= 6 && bytes[0] == 0x93 && bytes[1..6].SequenceEqual("NUMPY"u8);

    /// <summary>Reads the dictionary: exactly descr, fortran_order and shape, in any order.</summary>
    private ref struct Parser(ReadOnlySpan<byte> text, int start, string file)
    {
        private readonly ReadOnlySpan<byte> text = text;
        private int place;

        public NpyHeader Run()
        {
            (StoredNumber Type, bool IsBigEndian)? type = null;
            bool? isColumnMajor = null;
            NpySizes? shape = null;
            Expect('{', "a dictionary");
            while (!Take('}'))
            {
                var from = place;
                var key = Quoted("a key");
                Expect(':', "a colon");
                if (key.SequenceEqual("descr"u8) && type is null)
                {
                    type = Descr();
                }
                else if (key.SequenceEqual("fortran_order"u8) && isColumnMajor is null)
                {
                    isColumnMajor = Truth();
                }
                else if (key.SequenceEqual("shape"u8) && shape is null)
                {
                    shape = Sizes();
                }
                else
                {
                    throw Wrong(from, $"the key '{Shown(key)}' is there twice or does not belong there; descr, fortran_order and shape do");
                }

                if (!Take(','))
                {
                    Expect('}', "a comma or the end of the dictionary");
                    break;
                }
            }

            SkipBlanks();
            if (place != text.Length - 1 || text[place] != (byte)'\n')
            {
                throw Wrong(place, "the dictionary is followed by something else than blanks and one line end");
            }

            return type is { } known && isColumnMajor is { } order && shape is { } sizes
                ? new NpyHeader(known.Type, known.IsBigEndian, order, Check(sizes, known.Type), 0)
                : throw Wrong(0, $"the dictionary lacks {(type is null ? "descr" : shape is null ? "shape" : "fortran_order")}");
        }

        private readonly NpySizes Check(in NpySizes sizes, StoredNumber type)
        {
            var bytes = sizes.Elements * StoredNumbers.SizeOf(type);
            return bytes <= Array.MaxLength
                ? sizes
                : throw DataFormatException.Unsupported(file, start, $"the array of shape {sizes.ToShape()} has {bytes} bytes; a tensor here has at most {Array.MaxLength}. Split it.");
        }

        private (StoredNumber Type, bool IsBigEndian) Descr()
        {
            SkipBlanks();
            var from = place;
            if (place < text.Length && text[place] is (byte)'[' or (byte)'(')
            {
                throw Unsupported(from, "descr is a list: structured arrays are not supported. Store each field as an array of its own");
            }

            var descr = Quoted("the type as text");
            if (descr.Length < 2 && !descr.SequenceEqual("O"u8))
            {
                throw Wrong(from, $"descr is '{Shown(descr)}', which is no type");
            }

            var order = descr[0] is (byte)'<' or (byte)'>' or (byte)'|' or (byte)'=' ? (char)descr[0] : ' ';
            var code = descr[(order == ' ' ? 0 : 1)..];
            StoredNumber? type = code.Length != 2 ? null : ((char)code[0], (char)code[1]) switch
            {
                ('f', '2') => StoredNumber.Real16,
                ('f', '4') => StoredNumber.Real32,
                ('f', '8') => StoredNumber.Real64,
                ('i', '1') => StoredNumber.Integer8,
                ('i', '2') => StoredNumber.Integer16,
                ('i', '4') => StoredNumber.Integer32,
                ('i', '8') => StoredNumber.Integer64,
                ('u', '1') => StoredNumber.Unsigned8,
                ('u', '2') => StoredNumber.Unsigned16,
                ('u', '4') => StoredNumber.Unsigned32,
                ('u', '8') => StoredNumber.Unsigned64,
                ('b', '1') => StoredNumber.Boolean,
                _ => null,
            };
            if (type is { } known && (order is '<' or '>' || (order == '|' && StoredNumbers.SizeOf(known) == 1)))
            {
                return (known, order == '>');
            }

            var kind = (char)descr[order == ' ' ? 0 : 1];
            throw kind switch
            {
                'O' => Unsupported(from, $"descr is '{Shown(descr)}': pickled objects are not supported, and never run. Store an array of numbers"),
                'U' or 'S' or 'a' or 'V' or 'M' or 'm' or 'c' or 'f' when type is null => Unsupported(from, $"descr is '{Shown(descr)}', which is not supported. Convert it to f4, f8 or integers of up to 8 bytes"),
                _ => Wrong(from, $"descr is '{Shown(descr)}', which is no type with an order of bytes"),
            };
        }

        private bool Truth()
        {
            SkipBlanks();
            var from = place;
            while (place < text.Length && char.IsAsciiLetter((char)text[place]))
            {
                place++;
            }

            var word = text[from..place];
            return word.SequenceEqual("True"u8) || (word.SequenceEqual("False"u8) ? false : throw Wrong(from, $"fortran_order is '{Shown(word)}'; it is True or False"));
        }

        private NpySizes Sizes()
        {
            Expect('(', "the shape, a tuple,");
            var sizes = default(NpySizes);
            var elements = 1L;
            while (!Take(')'))
            {
                var from = place;
                var size = Integer();

                // Sizes beside a zero count too, as in all the library's readers.
                if (size < 0 || (elements *= long.Max(1, size)) > Array.MaxLength)
                {
                    throw Wrong(from, $"a size of the shape is '{Shown(text[from..place])}'; sizes are integers, 0 or more, with a product of at most {Array.MaxLength}");
                }

                if (sizes.Rank == Shape.MaxRank)
                {
                    throw Unsupported(from, $"the shape has more than the {Shape.MaxRank} axes that are supported. Reshape it");
                }

                sizes.Add((int)size);
                if (!Take(','))
                {
                    Expect(')', "a comma or the end of the shape");
                    return sizes.Rank > 1 ? sizes : throw Wrong(from, "the shape is a number in brackets, not a tuple; of one axis it is written (n,)");
                }
            }

            return sizes;
        }

        /// <summary>Digits alone; -1 for anything else, and where an array cannot be so long.</summary>
        private long Integer()
        {
            SkipBlanks();
            var value = 0L;
            var from = place;
            while (place < text.Length && !(text[place] is (byte)',' or (byte)')' or (byte)' ' or (byte)'\n'))
            {
                var digit = text[place++] - '0';
                value = value < 0 || digit is < 0 or > 9 || value > Array.MaxLength ? -1 : (10 * value) + digit;
            }

            return place == from || value > Array.MaxLength ? -1 : value;
        }

        private ReadOnlySpan<byte> Quoted(string what)
        {
            SkipBlanks();
            var from = place;
            var quote = place < text.Length ? text[place] : default;
            if (quote is not ((byte)'\'' or (byte)'"'))
            {
                throw Wrong(from, $"{what} is needed, but '{Shown(text[from..int.Min(from + 8, text.Length)])}' is there");
            }

            var length = text[++place..].IndexOf(quote);
            var quoted = length < 0 ? default : text.Slice(place, length);
            place += length + 1;
            return length >= 0 && !quoted.Contains((byte)'\\') && !quoted.ContainsAnyInRange((byte)0, (byte)31) ? quoted : throw Wrong(from, $"{what} does not end, or has an escape");
        }

        private void Expect(char letter, string what)
        {
            if (!Take(letter))
            {
                throw Wrong(place, $"{what} is needed, but '{Shown(text[int.Min(place, text.Length)..int.Min(place + 8, text.Length)])}' is there");
            }
        }

        private bool Take(char letter)
        {
            SkipBlanks();
            var isThere = place < text.Length && text[place] == letter;
            place += isThere ? 1 : 0;
            return isThere;
        }

        private void SkipBlanks()
        {
            while (place < text.Length && text[place] == (byte)' ')
            {
                place++;
            }
        }

        private static string Shown(ReadOnlySpan<byte> bytes) => Errors.Shown(Encoding.Latin1.GetString(bytes[..int.Min(bytes.Length, 80)]));

        private readonly DataFormatException Wrong(int at, string fault) =>
            DataFormatException.InBytes(file, start + at, $"in the header, {fault}. The file may be damaged: store it anew with numpy.save.");

        private readonly DataFormatException Unsupported(int at, string fault) => DataFormatException.Unsupported(file, start + at, $"in the header, {fault}.");
    }
}
