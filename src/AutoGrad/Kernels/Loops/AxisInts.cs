using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>One number per axis, held in place, so that shapes and strides need neither an array nor a pointer.</summary>
[InlineArray(Capacity)]
internal struct AxisInts
{
    /// <summary>The highest rank a kernel can walk; tensors stop earlier.</summary>
    public const int Capacity = 16;

    private int first;
}
