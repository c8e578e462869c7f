using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>Text made fit to stand in XML.</summary>
internal static class SvgText
{
    /// <summary>The text with markup escaped and without the characters that XML 1.0 cannot hold (section 2.2): controls, lone surrogates.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // lone surrogates come as U+FFFD
        {
            switch (rune.Value)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '"':
                    escaped.Append("&quot;");
                    break;
                case '\'':
                    escaped.Append("&#39;");
                    break;
                case < ' ' or 0xFFFE or 0xFFFF:
                    escaped.Append(' ');
                    break;
                default:
                    escaped.Append(rune.ToString());
                    break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>About the width of a letter of 13 pixels; digits and lower case are narrower, capitals wider.</summary>
    public const double LetterWidth = 7.4;

    /// <summary>About how many pixels wide the text is at 13 pixels.</summary>
    public static double Width(string text) => Columns(text) * LetterWidth;

    /// <summary>The text if it is no wider than so many letters; else its beginning and its end, which is where the names of runs differ, about an ellipsis.</summary>
    public static string Shorten(string text, int columns)
    {
        if (Columns(text) <= columns)
        {
            return text;
        }

        // Whole characters as a reader sees them: an accent or a joined emoji is never cut off its base.
        var parts = StringInfo.ParseCombiningCharacters(text).Append(text.Length).ToArray();
        var (begin, end, room) = (0, parts.Length - 1, columns - 1);
        while (end > begin)
        {
            var fromFront = begin <= parts.Length - 1 - end;
            var part = fromFront ? text[parts[begin]..parts[begin + 1]] : text[parts[end - 1]..parts[end]];
            room -= Columns(part);
            if (room < 0)
            {
                break;
            }

            (begin, end) = fromFront ? (begin + 1, end) : (begin, end - 1);
        }

        return $"{text.AsSpan(0, parts[begin]).TrimEnd()}…{text.AsSpan(parts[end]).TrimStart()}";
    }

    /// <summary>About how many letters wide the text is; what is wider than a Latin letter counts twice.</summary>
    public static int Columns(string text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            columns += category is UnicodeCategory.NonSpacingMark ? 0 : rune.Value >= 0x1100 ? 2 : 1;
        }

        return columns;
    }
}
