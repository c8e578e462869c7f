namespace AutoGrad;

/// <summary>v = Linear x + Cubic x^3, the argument of GeluTanh's logistic function.</summary>
internal static class GeluTanhArgument
{
    /// <summary>2 sqrt(2 / pi).</summary>
    public const double Linear = 1.5957691216057308;

    /// <summary>2 sqrt(2 / pi) 0.044715.</summary>
    public const double Cubic = 0.07135481627260025;

    /// <summary>What rounding Linear to float loses.</summary>
    public const double LinearRestOfSingle = -4.534068042105272e-08;

    /// <summary>What rounding Linear to double loses.</summary>
    public const double LinearRestOfDouble = -9.96930880911092e-17;

    /// <summary>What rounding Cubic to float loses.</summary>
    public const double CubicRestOfSingle = 2.3988323959931355e-09;

    /// <summary>What rounding Cubic to double loses.</summary>
    public const double CubicRestOfDouble = -6.175149918155315e-19;
}
