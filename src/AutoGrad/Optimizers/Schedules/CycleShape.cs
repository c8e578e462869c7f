namespace AutoGrad;

/// <summary>How the triangles of a cyclic schedule change from one to the next.</summary>
public enum CycleShape
{
    /// <summary>All have one height.</summary>
    Triangle,

    /// <summary>Each is half as high as the one before.</summary>
    Halving,

    /// <summary>They shrink by a factor at every step.</summary>
    Shrinking,
}
