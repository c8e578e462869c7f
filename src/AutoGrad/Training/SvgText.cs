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
